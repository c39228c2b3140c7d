import { type FileHandle, open, writeFile } from 'node:fs/promises';
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

/**
 * Takes the memory of the vectors and no more: the file goes straight into them.
 * @throws AppError ARTIFACT_MISSING, or ARTIFACT_CORRUPT when the file has another length than its header says.
 */
export async function readItemVectors(path: string): Promise<ItemVectors> {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError('ARTIFACT_MISSING', `${path} can not be read`, {
      hint: 'Name the folder of a finished training run.',
      cause,
    });
  });
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(8);
    await file.read(header, 0, 8, 0);
    const [rows, dim] = [header.readUInt32LE(0), header.readUInt32LE(4)];
    const expected = 8 + rows * 8 + 2 * rows * dim * 4;
    if (size !== expected || rows === 0) {
      throw new AppError('ARTIFACT_CORRUPT', `${path} is ${size} bytes long, not ${expected}`, {
        hint: 'Train again: the run was cut short while it wrote its vectors.',
      });
    }
    const itemIds = new Float64Array(rows);
    const embeddings = new Float32Array(rows * dim);
    const historyInputs = new Float32Array(rows * dim);
    let at = 8;
    for (const table of [itemIds, embeddings, historyInputs]) at = await fill(file, bytesOf(table), at);
    return { dim, itemIds: Array.from(itemIds), embeddings, historyInputs };
  } finally {
    await file.close();
  }
}

/** One read gives 2 GB at most. Returns where the next table begins. */
async function fill(file: FileHandle, bytes: Buffer, start: number): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(bytes.length - done, 1 << 24), start + done);
    if (bytesRead === 0) throw new Error('the file of vectors became shorter while it was read');
    done += bytesRead;
  }
  return start + bytes.length;
}

function bytesOf(array: Float32Array | Float64Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
