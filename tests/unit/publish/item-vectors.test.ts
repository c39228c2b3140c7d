import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readItemVectors, writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';

const vectors = {
  dim: 2,
  itemIds: [7, 2 ** 53 - 1],
  embeddings: Float32Array.of(0.6, 0.8, -1, 0),
  historyInputs: Float32Array.of(3, 4, 1e-20, Math.fround(1 / 3)),
};

const newFile = () => path.join(newTempFolder(), 'vectors.bin');

describe('writeItemVectors() and readItemVectors()', () => {
  it('give back the same ids and the same bits', async () => {
    const file = newFile();
    await writeItemVectors(file, vectors);
    expect(await readItemVectors(file)).toEqual(vectors);
    // 8 of header, 2 ids of 8, 2 * 4 values of 4.
    expect(await readFile(file)).toHaveLength(8 + 16 + 32);
  });

  it('take views into larger buffers', async () => {
    const file = newFile();
    const embeddings = Float32Array.of(9, ...vectors.embeddings, 9).subarray(1, 5);
    await writeItemVectors(file, { ...vectors, embeddings });
    expect(await readItemVectors(file)).toEqual(vectors);
  });

  it('refuse a file that is shorter or longer than its header says', async () => {
    const file = newFile();
    await writeItemVectors(file, vectors);
    const whole = await readFile(file);
    for (const bytes of [
      whole.subarray(0, 55),
      whole.subarray(0, 8),
      Buffer.concat([whole, Buffer.alloc(1)]),
    ]) {
      await writeFile(file, bytes);
      expect(await catchError(() => readItemVectors(file))).toMatchObject({
        code: 'ARTIFACT_CORRUPT',
        message: `${file} is ${bytes.length} bytes long, not 56`,
      });
    }
  });

  it.each([0, 7, 8])('refuse a file of %d zero bytes', async (length) => {
    const file = newFile();
    await writeFile(file, Buffer.alloc(length));
    expect(await catchError(() => readItemVectors(file))).toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  });
});
