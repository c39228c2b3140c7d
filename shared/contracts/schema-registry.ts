import type { z } from 'zod';
import { catalogueItemSchema } from './catalogue-item.ts';
import { catalogueRecordSchema } from './catalogue-record.ts';
import { contentPolicySchema } from './content-policy.ts';
import { datasetManifestSchema } from './dataset-manifest.ts';
import { errorBodySchema } from './error-body.ts';
import { eventRecordSchema } from './event-record.ts';
import { exportConfigurationSchema } from './export-configuration.ts';
import { findCursorSchema } from './find-cursor.ts';
import { findItemsRequestSchema, findItemsResponseSchema } from './find-items.ts';
import { manageAccountRequestSchema, manageAccountResponseSchema } from './manage-account.ts';
import { modelManifestSchema } from './model-manifest.ts';
import { qualityReportSchema } from './quality-report.ts';
import { qualityRuleSetSchema } from './quality-rules.ts';
import { recommendItemsRequestSchema, recommendItemsResponseSchema } from './recommend-items.ts';
import { recordFeedbackRequestSchema, recordFeedbackResponseSchema } from './record-feedback.ts';
import { reportStatusResponseSchema } from './report-status.ts';
import { tagGroupsSchema } from './tag-groups.ts';

export interface RegisteredSchema {
  /** kebab-case, unique. */
  name: string;
  /** One line, no full stop. */
  title: string;
  /** Rises when data that was valid no longer is, or means something else. */
  version: number;
  schema: z.ZodType;
}

/** Every schema of shared/contracts that data from outside can be held against, by name. */
export const sharedSchemas: readonly RegisteredSchema[] = [
  entry('catalogue-item', 'One catalogue item as models see it', catalogueItemSchema),
  entry('catalogue-record', 'One catalogue item as one source describes it', catalogueRecordSchema),
  entry('content-policy', 'What must not be in the catalogue', contentPolicySchema),
  entry('dataset-manifest', 'manifest.json of a dataset', datasetManifestSchema),
  entry('error-body', 'Body of every response that is an error', errorBodySchema),
  entry('event-record', 'One decision of a person on an item', eventRecordSchema),
  entry('export-configuration', 'A named export', exportConfigurationSchema),
  entry('find-cursor', 'What a cursor of find-items holds', findCursorSchema),
  entry('find-items-request', 'Request to find-items', findItemsRequestSchema),
  entry('find-items-response', 'Response of find-items', findItemsResponseSchema),
  entry('manage-account-request', 'Request to manage-account', manageAccountRequestSchema),
  entry('manage-account-response', 'Response of manage-account', manageAccountResponseSchema),
  entry('model-manifest', 'manifest.json of a model version', modelManifestSchema),
  entry('quality-report', 'What a validation found', qualityReportSchema),
  entry('quality-rules', 'Rules that a dataset must keep', qualityRuleSetSchema),
  entry('recommend-items-request', 'Request to recommend-items', recommendItemsRequestSchema),
  entry('recommend-items-response', 'Response of recommend-items', recommendItemsResponseSchema),
  entry('record-feedback-request', 'Request to record-feedback', recordFeedbackRequestSchema),
  entry('record-feedback-response', 'Response of record-feedback', recordFeedbackResponseSchema),
  entry('report-status-response', 'Response of report-status', reportStatusResponseSchema),
  entry('tag-groups', 'Which tags belong together, are trained on and shown', tagGroupsSchema),
];

function entry(name: string, title: string, schema: z.ZodType): RegisteredSchema {
  return { name, title, version: 1, schema };
}
