import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors/app-error.ts';

/** Vectors of all items of a version, row-major [items, dim]. */
export interface ItemVectors {
  dim: number;
  /** Database ids, one a row. */
  itemIds: number[];
  embeddings: Float32Array;
  historyInputs: Float32Array;
}

/** Layout: uint32 rows, uint32 dim, float64 ids, float32 embeddings, float32 history inputs; little-endian. */
export async function writeItemVectors(path: string, vectors: ItemVectors): Promise<void> {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(vectors.itemIds.length, 0);
  header.writeUInt32LE(vectors.dim, 4);
  await writeFile(path, [
    header,
    bytesOf(Float64Array.from(vectors.itemIds)),
    bytesOf(vectors.embeddings),
    bytesOf(vectors.historyInputs),
  ]);
}

/** @throws AppError ARTIFACT_MISSING, or ARTIFACT_CORRUPT when the file has another length than its header says. */
export async function readItemVectors(path: string): Promise<ItemVectors> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError('ARTIFACT_MISSING', `${path} can not be read`, {
      hint: 'Name the folder of a finished training run.',
      cause,
    });
  });
  const rows = bytes.length >= 8 ? bytes.readUInt32LE(0) : 0;
  const dim = bytes.length >= 8 ? bytes.readUInt32LE(4) : 0;
  const expected = 8 + rows * 8 + 2 * rows * dim * 4;
  if (bytes.length !== expected || rows === 0) {
    throw new AppError('ARTIFACT_CORRUPT', `${path} is ${bytes.length} bytes long, not ${expected}`, {
      hint: 'Train again: the run was cut short while it wrote its vectors.',
    });
  }
  const itemIds = new Float64Array(bytes.buffer.slice(bytes.byteOffset + 8, bytes.byteOffset + 8 + rows * 8));
  const from = bytes.byteOffset + 8 + rows * 8;
  const middle = from + rows * dim * 4;
  return {
    dim,
    itemIds: Array.from(itemIds),
    embeddings: new Float32Array(bytes.buffer.slice(from, middle)),
    historyInputs: new Float32Array(bytes.buffer.slice(middle, middle + rows * dim * 4)),
  };
}

function bytesOf(array: Float32Array | Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
