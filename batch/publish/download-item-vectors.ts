import type { Client } from 'pg';
import { valueOfHalf } from './half/value-of-half.ts';
import type { ItemVectors } from './item-vectors.ts';

const rowsAtOnce = 2000;

export interface DownloadOptions {
  dim: number;
  /** Also those of items that were added after the training; else what the manifest counts. */
  added: boolean;
  signal?: AbortSignal | undefined;
  onProgress?: ((rows: number) => void) | undefined;
}

/**
 * A published version's vectors by item id, as the database keeps them: in half precision, exact in float32, so that
 * publishing them again stores the same bits.
 */
export async function downloadItemVectors(
  client: Client,
  version: string,
  { dim, added, signal, onProgress }: DownloadOptions,
): Promise<ItemVectors> {
  const { rows: counted } = await client.query<{ n: number }>(
    'select count(*)::integer as n from app.item_vectors where model_version = $1 and ($2 or added_at is null)',
    [version, added],
  );
  const count = counted[0]!.n;
  const vectors: ItemVectors = {
    dim,
    itemIds: [],
    embeddings: new Float32Array(count * dim),
    historyInputs: new Float32Array(count * dim),
  };
  for (let after = '0'; vectors.itemIds.length < count; ) {
    signal?.throwIfAborted();
    const { rows } = await client.query<{ id: string; embedding: Buffer; history: Buffer }>(
      `select item_id::text as id, extensions.halfvec_send(embedding) as embedding,
         extensions.halfvec_send(history_input) as history
       from app.item_vectors where model_version = $1 and item_id > $2 and ($4 or added_at is null) order by item_id limit $3`,
      [version, after, rowsAtOnce, added],
    );
    if (rows.length === 0) break;
    for (const { id, embedding, history } of rows) {
      const at = vectors.itemIds.length * dim;
      readHalfvec(embedding, vectors.embeddings.subarray(at, at + dim));
      readHalfvec(history, vectors.historyInputs.subarray(at, at + dim));
      vectors.itemIds.push(Number(id));
      after = id;
    }
    onProgress?.(vectors.itemIds.length);
  }
  return vectors;
}

/** pgvector's halfvec_send: int16 dimensions, int16 zero, then each value as IEEE 754 half, all big-endian. */
function readHalfvec(bytes: Buffer, into: Float32Array): void {
  for (let at = 0; at < into.length; at++) into[at] = valueOfHalf[bytes.readUInt16BE(4 + 2 * at)]!;
}
