import { halvesOf } from './half/halves-of.ts';
import type { ItemVectors } from './item-vectors.ts';

const rowsAChunk = 256;

/**
 * The rows of app.item_vectors (model_version text, item_id int8, embedding halfvec, history_input halfvec) in
 * Postgres' binary COPY format. Text would cost the database a hundred times as much to read.
 */
export function* encodeVectorRows(version: string, vectors: ItemVectors): Generator<Buffer> {
  const { dim, itemIds } = vectors;
  yield Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const name = Buffer.from(version);
  const halfvec = 4 + 2 * dim;
  const rowBytes = 2 + (4 + name.length) + (4 + 8) + 2 * (4 + halfvec);
  for (let first = 0; first < itemIds.length; first += rowsAChunk) {
    const last = Math.min(first + rowsAChunk, itemIds.length);
    const chunk = Buffer.alloc(rowBytes * (last - first));
    let at = 0;
    for (let row = first; row < last; row++) {
      at = chunk.writeInt16BE(4, at);
      at = chunk.writeInt32BE(name.length, at);
      at += name.copy(chunk, at);
      at = chunk.writeInt32BE(8, at);
      at = chunk.writeBigInt64BE(BigInt(itemIds[row]!), at);
      for (const source of [vectors.embeddings, vectors.historyInputs]) {
        at = chunk.writeInt32BE(halfvec, at);
        at = writeHalfvec(chunk, at, source.subarray(row * dim, (row + 1) * dim));
      }
    }
    yield chunk;
  }
  yield Buffer.from([0xff, 0xff]);
}

/** pgvector's halfvec_recv: int16 dimensions, int16 zero, then each value as IEEE 754 half, all big-endian. */
function writeHalfvec(chunk: Buffer, start: number, values: Float32Array): number {
  let at = chunk.writeInt16BE(values.length, start);
  at = chunk.writeInt16BE(0, at);
  for (const half of halvesOf(values)) at = chunk.writeUInt16BE(half, at);
  return at;
}
