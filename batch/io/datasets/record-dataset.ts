import type { Client } from 'pg';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';

const upsertSql = `
  insert into app.dataset_versions (stage, name, version, fingerprint, manifest, run_id)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (stage, name, version) do update
  set fingerprint = excluded.fingerprint, manifest = excluded.manifest, pruned_at = null
  where (dataset_versions.fingerprint, dataset_versions.pruned_at) is distinct from (excluded.fingerprint, null)`;

/** Notes a dataset in app.dataset_versions; one that is known already stays as it is. `runId` is a run of a job. */
export async function recordDataset(
  client: Client,
  manifest: DatasetManifest,
  { runId }: { runId: string | null },
): Promise<void> {
  const { stage, name, version, fingerprint } = manifest;
  await client.query(upsertSql, [stage, name, version, fingerprint, JSON.stringify(manifest), runId]);
}
