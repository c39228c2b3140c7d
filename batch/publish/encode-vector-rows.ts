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
    const chunk = Buffer.allocUnsafe(rowBytes * (last - first));
    const halves = [vectors.embeddings, vectors.historyInputs].map((table) =>
      bigEndianHalves(table.subarray(first * dim, last * dim)),
    );
    let at = 0;
    for (let row = 0; row < last - first; row++) {
      at = chunk.writeInt16BE(4, at);
      at = chunk.writeInt32BE(name.length, at);
      at += name.copy(chunk, at);
      at = chunk.writeInt32BE(8, at);
      at = chunk.writeBigInt64BE(BigInt(itemIds[first + row]!), at);
      for (const bytes of halves) {
        // pgvector's halfvec_recv: int16 dimensions, int16 zero, then each value as IEEE 754 half, all big-endian.
        at = chunk.writeInt32BE(halfvec, at);
        at = chunk.writeInt16BE(dim, at);
        at = chunk.writeInt16BE(0, at);
        at += bytes.copy(chunk, at, 2 * dim * row, 2 * dim * (row + 1));
      }
    }
    yield chunk;
  }
  yield Buffer.from([0xff, 0xff]);
}

function bigEndianHalves(values: Float32Array): Buffer {
  return Buffer.from(halvesOf(values).buffer).swap16();
}
