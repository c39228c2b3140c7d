import { z } from 'zod';
import { measureBias } from '../../monitor/measure-bias.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { finishMonitor } from './finish-monitor.ts';
import { monitorParameters } from './monitor-parameters.ts';

const share = z.number().min(0).max(1);
const parameters = z.strictObject({
  ...monitorParameters,
  newDays: z.int().min(1).max(3650).default(30).describe('days within which an item is new'),
  maxGiniExcess: share
    .default(0.2)
    .describe('by how much exposure by maker may be less even than the catalogue (Gini)'),
  maxMakerExcess: share
    .default(0.2)
    .describe("by how much a maker's share of exposure may be above catalogue and likes"),
  maxHeadShare: share
    .default(0.8)
    .describe('largest share of exposure of the most liked tenth of the catalogue'),
  minNewItemRatio: z
    .number()
    .min(0)
    .default(0.1)
    .describe('least exposure of new items, as a ratio to their share of the catalogue'),
  maxGroupGap: share.default(0.5).describe("by which share a group's like rate may be below that of all"),
});

export const monitorBiasJob: JobDefinition<typeof parameters> = {
  name: 'monitor-bias',
  group: 'analysis',
  title: 'Measure which makers, items, places and people are favoured, and fail over limits',
  parameters,
  shardable: false,
  // A report is of its day.
  resumeWithinHours: 20,
  async run({ parameters: { asOf, ...options }, client, dataRoot, runId, dryRun, step }) {
    return step('measure', async () => {
      const report = await measureBias(client, { ...options, asOf: asOf ? new Date(asOf) : new Date() });
      return finishMonitor(report, { dataRoot, runId, dryRun });
    });
  },
};
