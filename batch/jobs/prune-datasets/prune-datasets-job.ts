import { z } from 'zod';
import { markPruned } from '../../io/datasets/mark-pruned.ts';
import { pruneDatasets } from '../../io/datasets/prune-datasets.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const parameters = z.strictObject({
  keep: z.int().min(1).default(3).describe('newest versions of every stage and name that stay'),
  olderThanDays: z.number().min(0).default(0).describe('only what is older goes'),
  cascade: z.boolean().default(false).describe('delete also what was made from a deleted dataset'),
});

/** `matching run prune-datasets`: deletes old versions of datasets and what killed processes left. */
export const pruneDatasetsJob: JobDefinition<typeof parameters> = {
  name: 'prune-datasets',
  group: 'maintenance',
  title: 'Delete old versions of datasets and what killed processes left behind',
  parameters,
  shardable: false,
  async run({ parameters, client, dataRoot, dryRun, signal, step }) {
    return step('prune', async () => ({
      ...(await pruneDatasets(dataRoot, {
        ...parameters,
        dryRun,
        signal,
        beforeRemove: async (dataset) => void (await markPruned(client, dataset)),
      })),
      dryRun,
    }));
  },
};
