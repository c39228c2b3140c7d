import { z } from 'zod';
import { measureDrift } from '../../monitor/measure-drift.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { finishMonitor } from './finish-monitor.ts';
import { monitorParameters } from './monitor-parameters.ts';

const share = z.number().min(0).max(1);
const parameters = z.strictObject({
  ...monitorParameters,
  referenceDays: z.int().min(1).max(3650).default(90).describe('days before the training to compare with'),
  maxPsi: z
    .number()
    .min(0)
    .default(0.25)
    .describe('largest population stability index of a feature, beyond chance'),
  maxJensenShannon: share.default(0.1).describe('largest Jensen-Shannon divergence of a feature, in bits'),
  maxLikeRateDrop: share.default(0.3).describe("by which share of itself a source's like rate may fall"),
  maxWithoutVector: share.default(0.1).describe('largest share of decisions on items without a vector'),
  minScoreAuc: share.default(0.5).describe('how well scores must tell liked from not liked (AUC)'),
  minPersonCosine: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe('least mean cosine of what people liked before and now; default: no limit'),
  minNeighboursKept: share
    .optional()
    .describe('least share of neighbours kept from the previous version; default: no limit'),
});

export const monitorDriftJob: JobDefinition<typeof parameters> = {
  name: 'monitor-drift',
  group: 'analysis',
  title: 'Compare the last days with what the serving version learned from, and fail over limits',
  parameters,
  shardable: false,
  // A report is of its day.
  resumeWithinHours: 20,
  async run({ parameters: { asOf, ...options }, client, dataRoot, runId, dryRun, step }) {
    return step('measure', async () => {
      const report = await measureDrift(client, { ...options, asOf: asOf ? new Date(asOf) : new Date() });
      return finishMonitor(report, { dataRoot, runId, dryRun });
    });
  },
};
