import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import {
  feedbackOutcomes,
  type recordFeedbackRequestSchema,
} from '../../../../shared/contracts/record-feedback.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const feedbackRowSchema = z.object({ event_id: z.uuid(), outcome: z.enum(feedbackOutcomes) });

export type FeedbackRow = z.infer<typeof feedbackRowSchema>;

export interface RecordFeedbackOptions {
  personId: string;
  events: z.infer<typeof recordFeedbackRequestSchema>['events'];
}

/** Stores decisions; one row for each distinct event id, in no order. @throws AppError as callDatabaseFunction. */
export function recordFeedback(
  client: SupabaseClient,
  { personId, events }: RecordFeedbackOptions,
): Promise<FeedbackRow[]> {
  return callDatabaseFunction(client, {
    name: 'record_feedback',
    parameters: { p_person: personId, p_events: events },
    answer: z.array(feedbackRowSchema),
  });
}
