import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ImportModelOptions, importModel } from '../../../batch/jobs/models/import-model.ts';
import { verifyModel } from '../../../batch/jobs/models/verify-model.ts';
import { withDuck } from '../../../batch/jobs/models/with-duck.ts';
import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import { readItemVectors, writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { runUserTower } from '../../../batch/publish/run-user-tower.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { plainUserTower } from '../../contract/support/plain-user-tower.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { seededArtifactInput } from '../publish/support/seeded-artifact-input.ts';
import { catchError } from '../train/support/catch-error.ts';
import { saveLayersModel } from './support/save-layers-model.ts';
import { unitRows } from './support/write-seeded-run.ts';

const dim = 8;
const { spec } = seededArtifactInput({ dim, itemCount: 6 });
const vectors = {
  dim,
  itemIds: [3, 5, 9],
  embeddings: unitRows(seededNumbers(4, 3 * dim, 1), dim),
  historyInputs: seededNumbers(5, 3 * dim, 1),
};

let root: string;
let folder: string;
beforeEach(async () => {
  await selectBackend('wasm');
  root = newTempFolder();
  folder = path.join(root, 'made-elsewhere');
  await mkdir(folder);
  await writeFile(path.join(folder, 'feature_spec.json'), JSON.stringify(spec));
  await writeItemVectors(path.join(folder, 'v.bin'), vectors);
});

const importIt = (options: Partial<ImportModelOptions> = {}) =>
  importModel(folder, {
    root,
    vectors: path.join(folder, 'v.bin'),
    normalise: true,
    dtype: 'float32',
    ...options,
  });

function mlp(inputWidth = 3 * dim, units = dim): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 10, inputShape: [inputWidth], activation: 'relu' }),
      tf.layers.dense({ units }),
    ],
  });
}

describe('importModel() of a LayersModel', () => {
  it('makes a run that verifies and computes the normalised output of the original', async () => {
    const model = mlp();
    await saveLayersModel(model, folder, 3);
    const done = await importIt();
    expect(done).toMatchObject({ format: 'layers-model', items: 3 });
    await verifyModel({ run: done.run, published: null }, { root });
    const input = goldenInput(1, 3 * dim);
    const raw = (model.predict(tf.tensor2d(input, [1, 3 * dim])) as tf.Tensor).dataSync();
    const length = Math.hypot(...raw);
    const expected = Array.from(raw, (value) => value / length);
    expect(maxAbsDifference(done.manifest.golden[1]!.embedding, expected)).toBeLessThan(1e-6);
    expect(await readItemVectors(runFolderPaths(done.run).vectors)).toEqual(vectors);
  });

  it('finds the run again when the same is imported twice', async () => {
    await saveLayersModel(mlp(), folder);
    const first = await importIt();
    expect(await importIt()).toEqual(first);
    expect((await importIt({ dtype: 'float16' })).run).not.toBe(first.run);
  });

  it('stores float16 on request, a little over half the bytes', async () => {
    await saveLayersModel(mlp(), folder);
    const [whole, half] = [await importIt(), await importIt({ dtype: 'float16' })];
    await verifyModel({ run: half.run, published: null }, { root });
    const bytes = ({ manifest }: typeof whole) =>
      manifest.files.find((file) => file.path === 'user_tower/weights.bin')!.bytes;
    // Kernels of 24 * 10 and 10 * 8 values lose 2 bytes each.
    expect(bytes(whole) - bytes(half)).toBe(2 * (240 + 80));
    expect(half.manifest.dtype).toBe('float16');
  });

  it('refuses an output without unit length unless it may normalise', async () => {
    await saveLayersModel(mlp(), folder);
    expect(await catchError(() => importIt({ normalise: false }))).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('its output has length'),
      hint: 'Import it with --normalise.',
    });
  });

  it.each([
    ['input', () => mlp(20), 'its input is 20 wide, not 24'],
    ['output', () => mlp(24, 5), 'its output is 5 wide, not 8'],
  ])('refuses another width of its %s', async (_, model, message) => {
    await saveLayersModel(model(), folder);
    expect(await catchError(() => importIt())).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('embeds nothing without vectors, and says what to do', async () => {
    await saveLayersModel(mlp(), folder);
    expect(await catchError(() => importIt({ vectors: undefined }))).toMatchObject({
      code: 'INVALID_CONFIG',
      message: `Cannot import ${folder} without item vectors`,
    });
  });

  it('wraps an item tower: content to history input and unit embedding', async () => {
    await saveLayersModel(mlp(), folder);
    const { width } = contentLayout(spec);
    const item = tf.sequential({ layers: [tf.layers.dense({ units: dim, inputShape: [width] })] });
    await saveLayersModel(item, path.join(folder, 'item_tower'));
    const done = await importIt();
    await verifyModel({ run: done.run, published: null }, { root });
    expect(done.manifest.files.map((file) => file.path)).toContain('item_tower/model.json');
  });
});

describe('importModel() of a GraphModel', () => {
  const weights = { kernel: seededNumbers(1, 3 * dim * dim, 0.3), bias: seededNumbers(2, dim, 0.1) };

  it('takes a tower that normalises by itself', async () => {
    const graph = buildUserTowerGraph(weights, dim);
    await writeFile(path.join(folder, 'model.json'), graph.modelJson);
    await writeFile(path.join(folder, 'weights.bin'), graph.weights);
    const done = await importIt({ normalise: false });
    expect(done.format).toBe('graph-model');
    const modelJson = await readFile(path.join(done.run, 'artifact/user_tower/model.json'), 'utf8');
    const stored = new Uint8Array(await readFile(path.join(done.run, 'artifact/user_tower/weights.bin')));
    const input = goldenInput(7, 3 * dim);
    const [embedding] = await runUserTower({ modelJson, weights: stored }, dim, [input]);
    expect(maxAbsDifference(embedding!, plainUserTower(input, { dim, ...weights }))).toBeLessThan(1e-6);
  });

  it('refuses embeddings without unit length unless it may normalise', async () => {
    const graph = buildUserTowerGraph(weights, dim);
    await writeFile(path.join(folder, 'model.json'), graph.modelJson);
    await writeFile(path.join(folder, 'weights.bin'), graph.weights);
    const long = { ...vectors, embeddings: vectors.embeddings.map((value) => 2 * value) };
    await writeItemVectors(path.join(folder, 'v.bin'), long);
    expect(await catchError(() => importIt({ normalise: false }))).toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining('the embedding of item 3 has length'),
    });
  });

  it('names the operation that a tower cannot have', async () => {
    const graph = buildUserTowerGraph(weights, dim);
    await writeFile(path.join(folder, 'model.json'), graph.modelJson.replace('"BiasAdd"', '"ReadFile"'));
    await writeFile(path.join(folder, 'weights.bin'), graph.weights);
    expect(await catchError(() => importIt())).toMatchObject({
      code: 'INVALID_DATA',
      message: 'Cannot use the GraphModel: node z is the unknown operation ReadFile',
    });
  });
});

describe('importModel() and its feature spec, scoring and vectors', () => {
  beforeEach(() => saveLayersModel(mlp(), folder));

  it.each([
    ['another encoder', { ...spec, encoderVersion: 99 }, 'FEATURE_SPEC_MISMATCH'],
    ['an unknown key', { ...spec, extra: 1 }, 'INVALID_DATA'],
  ])('refuses a spec with %s', async (_, broken, code) => {
    await writeFile(path.join(folder, 'feature_spec.json'), JSON.stringify(broken));
    expect(await catchError(() => importIt())).toMatchObject({ code });
  });

  it('takes the scoring that it is given', async () => {
    const scoring = {
      temperature: 0.2,
      popularityHalfLifeDays: 7,
      popularityWeights: [{ minLikes: 0, weight: 1 }],
    };
    const file = path.join(root, 'scoring.json');
    await writeFile(file, JSON.stringify(scoring));
    expect((await importIt({ scoring: file })).manifest.scoring).toEqual(scoring);
    await writeFile(file, JSON.stringify({ ...scoring, temperature: 0 }));
    expect(await catchError(() => importIt({ scoring: file }))).toMatchObject({ code: 'INVALID_DATA' });
  });

  const parquet = async (sql: string) => {
    const file = path.join(root, 'vectors.parquet');
    await withDuck(root, (duck) => duck.run(`copy (${sql}) to '${file}' (format parquet)`));
    return file;
  };
  const row = (value: string) => `[${Array(dim).fill(value).join(', ')}]`;

  it('takes Parquet; histories pool the embeddings where nothing else is given', async () => {
    const file = await parquet(`select 4 as item_id, ${row('2.0')}::double[] as embedding`);
    const { run } = await importIt({ vectors: file });
    const { embeddings, historyInputs, itemIds } = await readItemVectors(runFolderPaths(run).vectors);
    expect(itemIds).toEqual([4]);
    // Eight equal values at unit length; what histories pool is left as it is.
    expect(maxAbsDifference(embeddings, Array(dim).fill(1 / Math.sqrt(8)))).toBeLessThan(1e-7);
    expect([...historyInputs]).toEqual(Array(dim).fill(2));
  });

  it.each([
    ['no ids', `select ${row('1.0')}::float[] as embedding`, 'it has no column item_id'],
    [
      'ids that are texts',
      `select 'a' as item_id, ${row('1.0')}::float[] as embedding`,
      'item_id is of type VARCHAR',
    ],
    ['no embeddings', 'select 1 as item_id', 'it has no column embedding'],
    ['another width', 'select 1 as item_id, [1.0, 2.0]::float[] as embedding', 'has 2 numbers, not 8'],
    ['a null among the numbers', `select 1 as item_id, ${row('null')}::float[] as embedding`, 'not finite'],
    ['no vector', 'select 1 as item_id, null::float[] as embedding', 'there is no embedding of item 1'],
    [
      'an id twice',
      `select 1 as item_id, ${row('1.0')}::float[] as embedding from range(2)`,
      'item 1 is there twice',
    ],
    ['an id below 1', `select 0 as item_id, ${row('1.0')}::float[] as embedding`, '0 is no item id'],
    ['no rows', `select 1 as item_id, ${row('1.0')}::float[] as embedding where false`, 'there are none'],
  ])('refuses Parquet with %s', async (_, sql, message) => {
    const file = await parquet(sql);
    expect(await catchError(() => importIt({ vectors: file }))).toMatchObject({
      message: expect.stringContaining(message),
    });
  });

  it('brings given embeddings to unit length', async () => {
    const long = { ...vectors, embeddings: vectors.embeddings.map((value) => 2 * value) };
    await writeItemVectors(path.join(folder, 'v.bin'), long);
    const { run } = await importIt();
    const { embeddings } = await readItemVectors(runFolderPaths(run).vectors);
    expect(maxAbsDifference(embeddings, vectors.embeddings)).toBeLessThan(1e-6);
  });
});
