import type { DatasetStage } from '../../shared/contracts/dataset-manifest.ts';
import type { DatasetList, ListedDataset } from '../io/datasets/list-datasets.ts';
import type { PruneOptions, PruneReport } from '../io/datasets/prune-datasets.ts';
import type { ManagerContext } from './manager-context.ts';

export interface Datasets {
  list(wanted?: { stage?: DatasetStage; name?: string }): Promise<DatasetList>;
  /** `stage/name` (the newest) or `stage/name@version`. Throws DATASET_MISSING. */
  find(reference: string): Promise<ListedDataset>;
  /** One dataset, or all. Returns their references; throws DATASET_CORRUPT naming what differs. */
  verify(reference?: string): Promise<string[]>;
  /** Deletes old versions, and says so in the database where one can be reached. */
  prune(options?: Pick<PruneOptions, 'keep' | 'olderThanDays' | 'cascade' | 'dryRun'>): Promise<PruneReport>;
}

export function createDatasets({ root, dataRoot, dbUrl, signal, onProgress }: ManagerContext): Datasets {
  return {
    async list(wanted) {
      const { listDatasets } = await import('../io/datasets/list-datasets.ts');
      return listDatasets(dataRoot, wanted);
    },
    async find(reference) {
      const { findDataset } = await import('../io/datasets/find-dataset.ts');
      return findDataset(dataRoot, reference);
    },
    async verify(reference) {
      const { verifyDatasets } = await import('../io/datasets/verify-datasets.ts');
      return verifyDatasets(dataRoot, { reference, all: reference === undefined, signal, onProgress });
    },
    async prune(options = {}) {
      const { connectIfReachable } = await import('../io/connect-if-reachable.ts');
      const { markPruned } = await import('../io/datasets/mark-pruned.ts');
      const { pruneDatasets } = await import('../io/datasets/prune-datasets.ts');
      const client = options.dryRun
        ? null
        : await connectIfReachable({ root, dbUrl, applicationName: 'matching data manager' });
      try {
        return await pruneDatasets(dataRoot, {
          ...options,
          signal,
          beforeRemove: client ? async (dataset) => void (await markPruned(client, dataset)) : undefined,
        });
      } finally {
        await client?.end();
      }
    },
  };
}
