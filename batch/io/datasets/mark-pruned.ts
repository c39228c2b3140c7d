import type { Client } from 'pg';
import type { DatasetStage } from '../../../shared/contracts/dataset-manifest.ts';

/** Notes in app.dataset_versions that a dataset no longer has files. False where the database never knew it. */
export async function markPruned(
  client: Client,
  { stage, name, version }: { stage: DatasetStage; name: string; version: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update app.dataset_versions set pruned_at = coalesce(pruned_at, now())
     where stage = $1 and name = $2 and version = $3`,
    [stage, name, version],
  );
  return rowCount === 1;
}
