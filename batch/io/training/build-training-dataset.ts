import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { sumOfRows } from '../datasets/sum-of-rows.ts';
import { type WrittenDataset, writeDataset } from '../datasets/write-dataset.ts';
import { interruptible } from '../duckdb/interruptible.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { loadPseudonymKey } from './load-pseudonym-key.ts';
import { snapshotDatabase } from './snapshot-database.ts';
import type { SplitShares } from './split-bounds.ts';
import { trainingPlan } from './training-plan.ts';
import { decisionsRelation, itemsRelation, tagGroupsRelation } from './training-tables.ts';
import { writeTrainingTables } from './write-training-tables.ts';

export interface BuildTrainingDatasetOptions extends SplitShares {
  dataRoot: string;
  /** Holds the pseudonym key, where no variable does. */
  root: string;
  signal?: AbortSignal | undefined;
  /** Decisions read from the database so far, and how many there are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * The training dataset of what the database holds now, `validated/training/<version>`: found again where nothing has
 * changed since it was made. Only people of the service who consent to training are in it, under pseudonyms; imported
 * decisions are; items that are hidden and tags of groups that are not for training are not.
 * The client must not be in a transaction.
 * @throws AppError NOT_ENOUGH_DATA when training, validation or test would be empty; INVALID_CONFIG for a bad key.
 */
export async function buildTrainingDataset(
  client: Client,
  duck: Duck,
  options: BuildTrainingDatasetOptions,
): Promise<WrittenDataset> {
  const { dataRoot, root, trainShare, validationShare, signal, onProgress } = options;
  const key = await loadPseudonymKey(root);
  return interruptible(duck, signal, async () => {
    await snapshotDatabase(client, duck, { signal, onProgress });
    const content = await contentOf(duck);
    const shares = { trainShare, validationShare };
    const { plan, salt } = trainingPlan({ ...shares, content, keyId: key.id, parents: [] });
    const written = await writeDataset({ dataRoot, duck, signal }, plan, (folder) =>
      writeTrainingTables(duck, folder, { ...shares, secretKey: key.secret, salt }),
    );
    await duck.run(
      `drop view ${decisionsRelation}; drop table ${itemsRelation}; drop table ${tagGroupsRelation};
       drop table snapshot_decisions`,
    );
    return written;
  });
}

/** SHA-256 (hex): the same rows give the same one, in whatever order the database returned them. */
async function contentOf(duck: Duck): Promise<string> {
  const sums: string[] = [];
  for (const relation of [itemsRelation, tagGroupsRelation, decisionsRelation]) {
    const columns = await duck.rows(
      `select column_name as name, column_type as type from (describe ${relation})`,
    );
    sums.push(
      await sumOfRows(
        duck,
        columns.map(({ name, type }) => ({ name: String(name), type: String(type) })),
        relation,
      ),
    );
  }
  return createHash('sha256').update(sums.join('\n')).digest('hex');
}
