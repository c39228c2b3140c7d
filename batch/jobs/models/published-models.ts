import type { Client } from 'pg';
import { type ModelManifest, modelManifestSchema } from '../../../shared/contracts/model-manifest.ts';

export interface PublishedModelRow {
  version: string;
  /** Null for one that this code does not know the form of. */
  manifest: ModelManifest | null;
  manifestSha256: string;
  publishedAt: string;
  /** `active` serves, `previous` served before; null for the others. */
  slot: string | null;
  deployedAt: string | null;
}

/** Versions in the database, the newest first; with `version` only that one. */
export async function publishedModels(client: Client, version?: string): Promise<PublishedModelRow[]> {
  const { rows } = await client.query(
    `select m.version, m.manifest, m.manifest_sha256 as sha256, m.created_at as published_at, d.slot, d.deployed_at
     from app.models as m left join app.deployments as d on d.model_version = m.version
     where $1::text is null or m.version = $1
     order by m.created_at desc, m.version desc`,
    [version ?? null],
  );
  return rows.map((row) => ({
    version: row.version,
    manifest: modelManifestSchema.safeParse(row.manifest).data ?? null,
    manifestSha256: row.sha256,
    publishedAt: row.published_at.toISOString(),
    slot: row.slot,
    deployedAt: row.deployed_at?.toISOString() ?? null,
  }));
}
