import type { Client } from 'pg';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import type { Connection } from '../../io/resolve-connection.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import { downloadItemVectors } from '../../publish/download-item-vectors.ts';
import type { ItemVectors } from '../../publish/item-vectors.ts';
import type { Artifact } from '../../publish/read-artifact.ts';

/** The version that serves, whole; `absent` says in a sentence why it is not here. */
export type ActiveModel =
  | { version: string; artifact: Artifact; vectors: ItemVectors; absent: null }
  | { version: string | null; absent: string };

/** Reads the active version from the database and from Storage. One that cannot be read stops no training. */
export async function loadActiveModel(
  client: Client,
  { api }: Pick<Connection, 'api'>,
  signal?: AbortSignal,
): Promise<ActiveModel> {
  const { rows } = await client.query<{ version: string; sha256: string }>(
    `select m.version, m.manifest_sha256 as sha256
     from app.deployments as d join app.models as m on m.version = d.model_version where d.slot = 'active'`,
  );
  const [active] = rows;
  if (!active) return { version: null, absent: 'No version serves.' };
  const { version, sha256 } = active;
  if (!api) return { version, absent: `The tower of ${version} cannot be read: only the database is named.` };
  try {
    const storage = createSupabaseClient(api.url, api.secretKey);
    const artifact = await downloadArtifact(storage, { version, manifestSha256: sha256 });
    const vectors = await downloadItemVectors(client, version, {
      dim: artifact.manifest.dim,
      added: true,
      signal,
    });
    return { version, artifact, vectors, absent: null };
  } catch (error) {
    signal?.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return { version, absent: `${version} cannot be read: ${why}.` };
  }
}
