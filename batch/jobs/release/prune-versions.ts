import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { artifactObjectPath, artifactPaths, modelBucket } from '../../../shared/contracts/artifact-paths.ts';
import { modelManifestSchema } from '../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { detachPartition } from './detach-partition.ts';

export interface PrunableVersion {
  version: string;
  /** Partition of its vectors, in schema app. */
  partition: string;
  /** Paths in the bucket of models; null where its manifest says nothing this code understands. */
  objects: string[] | null;
}

/** Versions that are retired for so long at least and not pruned yet. The previous one is never among them. */
export async function prunableVersions(
  client: Client,
  { retiredHours }: { retiredHours: number },
): Promise<PrunableVersion[]> {
  const { rows } = await client.query<{ version: string; partition: string; manifest: unknown }>(
    `select m.version, app.item_vectors_partition(m.version) as partition, m.manifest
     from app.models as m inner join app.deployments as d on d.model_version = m.version
     where d.slot = 'retired' and m.pruned_at is null and d.deployed_at <= now() - make_interval(hours => $1)
     order by d.deployed_at, m.version`,
    [retiredHours],
  );
  return rows.map(({ version, partition, manifest }) => {
    const files = modelManifestSchema.safeParse(manifest).data?.files ?? null;
    const objects = files && [artifactPaths.manifest, ...files.map(({ path }) => path)];
    return { version, partition, objects: objects?.map((path) => artifactObjectPath(version, path)) ?? null };
  });
}

/**
 * Removes a version's vectors and files; what it was and how it did stays known. Every part can be done again after a kill at
 * any moment, and none locks out those who read other versions.
 * @throws AppError STORAGE_UNAVAILABLE when its files can not be removed.
 */
export async function pruneVersion(
  { client, storage }: { client: Client; storage: SupabaseClient },
  { version, partition, objects }: PrunableVersion,
): Promise<void> {
  await detachPartition(client, partition);
  await client.query(`drop table if exists app.${partition}`);
  if (objects !== null) {
    const { error } = await storage.storage.from(modelBucket).remove(objects);
    if (error) {
      throw new AppError('STORAGE_UNAVAILABLE', `Cannot remove the files of ${version}: ${error.message}`, {
        hint: 'Run it again: what is removed already stays so.',
        cause: error,
      });
    }
  }
  await client.query('update app.models set pruned_at = now() where version = $1', [version]);
}
