import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import type { Connection } from '../../io/resolve-connection.ts';
import { readStoredItems } from '../../io/stored-items.ts';
import { addItemVectors } from '../../publish/add-item-vectors.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import { embedItems } from '../../publish/embed-items.ts';
import { itemTowerOf } from '../../publish/item-tower-of.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { PublishedVersion } from './published-version.ts';

export interface UpdateEmbeddingsOptions {
  connection: Connection;
  model: PublishedVersion;
  /** Items of one transaction. */
  batchSize: number;
  signal: AbortSignal;
  /** Items looked at so far. */
  onProgress?: (items: number) => void;
}

export interface UpdatedEmbeddings {
  added: number;
  /** Items of whose content the version knows nothing: they keep being shown by popularity alone. */
  unknown: number;
  /** Why nothing could be done. */
  reason?: string;
}

/**
 * Embeds the active items that a published version has no vector of, by the version's own feature spec and item tower,
 * and adds the vectors to it.
 * @throws AppError INVALID_CONFIG where only the database is named, and as downloadArtifact, verifyArtifact and
 * addItemVectors do.
 */
export async function updateEmbeddings(
  client: Client,
  { connection, model, batchSize, signal, onProgress }: UpdateEmbeddingsOptions,
): Promise<UpdatedEmbeddings> {
  const { version } = model;
  if (connection.api === null) {
    throw new AppError(
      'INVALID_CONFIG',
      'Cannot read the item tower: only the database is named, not the API',
      {
        hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
      },
    );
  }
  await selectBackend('wasm');
  const storage = createSupabaseClient(connection.api.url, connection.api.secretKey);
  const loaded = await itemTowerOf(await downloadArtifact(storage, model));
  if (loaded === null) return { added: 0, unknown: 0, reason: `${version} has no item tower` };
  const { tower, spec } = loaded;
  const done = { added: 0, unknown: 0 };
  let after = 0;
  for (let seen = 0; ; ) {
    signal.throwIfAborted();
    const items = await readStoredItems(client, { withoutVectorOf: version, after, limit: batchSize });
    if (items.length === 0) break;
    const { vectors, unknown } = await embedItems(tower, items, { spec, signal });
    done.unknown += unknown;
    if (vectors.itemIds.length > 0) done.added += await addItemVectors(client, version, vectors);
    after = items.at(-1)!.id;
    seen += items.length;
    onProgress?.(seen);
  }
  return done;
}
