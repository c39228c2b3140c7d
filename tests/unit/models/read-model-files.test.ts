import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readModelFiles } from '../../../batch/publish/foreign/read-model-files.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';

let folder: string;
let modelPath: string;
beforeEach(async () => {
  folder = path.join(newTempFolder(), 'model');
  modelPath = path.join(folder, 'model.json');
  await mkdir(folder);
  await writeFile(path.join(folder, 'a.bin'), Buffer.alloc(8));
  await writeFile(path.join(folder, 'b.bin'), Buffer.alloc(4));
  await writeFile(path.join(folder, '..', 'outside.bin'), Buffer.alloc(12));
});

/** A model of one kernel [3, 1]: 12 bytes. */
async function write(change: Record<string, unknown> = {}, weight: Record<string, unknown> = {}) {
  const model = {
    format: 'layers-model',
    modelTopology: {},
    weightsManifest: [
      {
        paths: ['a.bin', 'b.bin'],
        weights: [{ name: 'kernel', shape: [3, 1], dtype: 'float32', ...weight }],
        ...change,
      },
    ],
  };
  await writeFile(modelPath, JSON.stringify(model));
}

const failure = async () => catchError(() => readModelFiles(modelPath));

describe('readModelFiles()', () => {
  it('joins the shards in their order', async () => {
    await write();
    await writeFile(path.join(folder, 'b.bin'), Buffer.from([1, 2, 3, 4]));
    const { weights, paths } = await readModelFiles(modelPath);
    expect([...new Uint8Array(weights)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
    expect(paths.map((one) => path.basename(one))).toEqual(['model.json', 'a.bin', 'b.bin']);
  });

  it.each(['../outside.bin', '/etc/hostname', 'x/../../outside.bin', 'C:\\a.bin', '.', 'http://a/b', ''])(
    'refuses the shard name %j',
    async (name) => {
      await write({ paths: [name] });
      expect(await failure()).toMatchObject({ code: 'INVALID_DATA' });
    },
  );

  it('refuses a shard that is a link out of the folder', async () => {
    await symlink('../outside.bin', path.join(folder, 'link.bin'));
    await write({ paths: ['link.bin'] });
    expect(await failure()).toMatchObject({ code: 'INVALID_DATA', message: expect.stringContaining('link') });
  });

  it('says how many bytes are there and how many should be', async () => {
    await writeFile(path.join(folder, 'b.bin'), Buffer.alloc(3));
    await write();
    expect(await failure()).toMatchObject({
      code: 'INVALID_DATA',
      message: `Cannot import ${modelPath}: a.bin, b.bin hold 11 bytes, its weights take 12`,
    });
  });

  it('counts the bytes of quantised weights', async () => {
    await write({ paths: ['a.bin'] }, { shape: [4], quantization: { dtype: 'float16' } });
    expect((await readModelFiles(modelPath)).weights.byteLength).toBe(8);
    await write({ paths: ['a.bin'] }, { shape: [8], quantization: { dtype: 'uint8' } });
    expect(await failure()).toMatchObject({ message: expect.stringContaining('without scale and min') });
  });

  it.each([
    ['string weights', {}, { dtype: 'string' }, 'is of type string'],
    ['a shape that is none', {}, { shape: [-3] }, 'weightsManifest.0.weights.0.shape.0'],
    ['a size beyond all bounds', {}, { shape: [1e9, 1e9] }, 'too large'],
    ['no shards', { paths: [] }, {}, 'weightsManifest.0.paths'],
  ])('refuses %s', async (_, change, weight, message) => {
    await write(change, weight);
    expect(await failure()).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('names the shard that is missing', async () => {
    await write({ paths: ['a.bin', 'c.bin'] });
    expect(await failure()).toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: `Cannot read ${path.join(folder, 'c.bin')}`,
    });
  });

  it('refuses what is not JSON', async () => {
    await writeFile(modelPath, (await readFile(path.join(folder, 'a.bin'))).toString());
    expect(await failure()).toMatchObject({ message: `Cannot import ${modelPath}: it is not JSON` });
  });
});
