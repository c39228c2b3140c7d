import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importModel } from '../../../batch/jobs/models/import-model.ts';
import { type StandardizeOptions, standardizeModel } from '../../../batch/jobs/models/standardize-model.ts';
import { verifyModel } from '../../../batch/jobs/models/verify-model.ts';
import { loadGraph } from '../../../batch/publish/graph-model/load-graph.ts';
import { type ItemVectors, readItemVectors, writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { seededArtifactInput } from '../publish/support/seeded-artifact-input.ts';
import { catchError } from '../train/support/catch-error.ts';
import { saveLayersModel } from './support/save-layers-model.ts';
import { unitRows, writeSeededRun } from './support/write-seeded-run.ts';

const items = 60;
const contentWidth = contentLayout(seededArtifactInput({ dim: 8, itemCount: items }).spec).width;

let root: string;
let run: string;
beforeAll(async () => {
  await selectBackend('wasm');
});
beforeEach(() => {
  root = newTempFolder();
  run = path.join(root, 'runs', 'narrow');
});

const standardize = (toDim: number, options: Partial<StandardizeOptions> = {}) =>
  standardizeModel(run, { root, toDim, people: 40, ...options });

async function itemTowerOf(folder: string, dim: number, content: Float32Array) {
  const { files } = await readArtifact(runFolderPaths(folder).artifact);
  const modelJson = files.get('item_tower/model.json')!.toString();
  const graph = await loadGraph({ modelJson, weights: new Uint8Array(files.get('item_tower/weights.bin')!) });
  const inputs = { id_embedding: new Float32Array(dim), content };
  return graph.run({ rows: 1, inputs, outputs: ['history_input', 'embedding'] });
}

/** Vectors that lie in the first `rank` of `dim` dimensions, turned by nothing. */
function ofRank(rank: number, dim: number): ItemVectors {
  const historyInputs = seededNumbers(9, items * dim, 1).map((value, at) => (at % dim < rank ? value : 0));
  const itemIds = Array.from({ length: items }, (_, at) => at + 1);
  return { dim, itemIds, embeddings: unitRows(historyInputs, dim), historyInputs };
}

describe('standardizeModel() to more dimensions', () => {
  it('changes no inner product: the same first 20, zeros behind, and a run that verifies', async () => {
    const { vectors, manifest } = await writeSeededRun(run, { dim: 8, itemCount: items });
    const done = await standardize(12);
    expect(done).toMatchObject({ run: `${run}-12`, from: 8, to: 12, recall20: 1, people: 40 });
    await verifyModel({ run: done.run, published: null }, { root });
    const wide = await readItemVectors(runFolderPaths(done.run).vectors);
    for (const name of ['embeddings', 'historyInputs'] as const) {
      for (let row = 0; row < items; row++) {
        const expected = [...vectors[name].subarray(row * 8, (row + 1) * 8), 0, 0, 0, 0];
        expect([...wide[name].subarray(row * 12, (row + 1) * 12)]).toEqual(expected);
      }
    }
    // No history: the bias, as before, with zeros behind.
    const expected = [...manifest.golden[0]!.embedding, 0, 0, 0, 0];
    expect(maxAbsDifference(done.manifest.golden[0]!.embedding, expected)).toBeLessThan(1e-6);
    expect(done.manifest).toMatchObject({
      dim: 12,
      config: { dim: 12, standardizedFrom: { version: manifest.version, dim: 8 } },
      metrics: { model: { recall10: 0.5 }, standardize: { recall20: 1, fromDim: 8 } },
    });
  });

  it('maps the item tower alike', async () => {
    await writeSeededRun(run, { dim: 8, itemCount: items });
    const done = await standardize(12);
    const content = seededNumbers(3, contentWidth, 1);
    const [history, embedding] = await itemTowerOf(run, 8, content);
    const [wideHistory, wideEmbedding] = await itemTowerOf(done.run, 12, content);
    expect(maxAbsDifference(wideHistory!, [...history!, 0, 0, 0, 0])).toBeLessThan(1e-6);
    expect(maxAbsDifference(wideEmbedding!, [...embedding!, 0, 0, 0, 0])).toBeLessThan(1e-6);
  });
});

describe('standardizeModel() to fewer dimensions', () => {
  it('loses nothing of a model that does not use them, and keeps unit length', async () => {
    // Rank 5 in 12 dimensions, to 8: seven directions and one coordinate of slack are enough for 5 and the bias.
    const { paths } = await writeSeededRun(run, { dim: 12, itemCount: items });
    await writeItemVectors(paths.vectors, ofRank(5, 12));
    const done = await standardize(8);
    expect(done.recall20).toBe(1);
    await verifyModel({ run: done.run, published: null }, { root });
  });

  it('reports what is lost of one that does, better than by leaving dimensions out', async () => {
    const gate = { passed: true, checks: [] };
    await writeSeededRun(run, { dim: 16, itemCount: items, input: { gate } });
    const fitted = await standardize(12, { people: 200 });
    expect(fitted.recall20).toBeGreaterThan(0.6);
    expect(fitted.recall20).toBeLessThan(1);
    await verifyModel({ run: fitted.run, published: null }, { root });
    expect(fitted.manifest.metrics.standardize!.recall20).toBe(fitted.recall20);
    expect(fitted.manifest.gate).toBeNull();
    expect((await standardize(20)).manifest.gate).toEqual(gate);
  });

  it('is the same for the same seed', async () => {
    await writeSeededRun(run, { dim: 12, itemCount: items });
    const [one, two] = [await standardize(8, { to: `${run}-a` }), await standardize(8, { to: `${run}-b` })];
    expect(two.recall20).toBe(one.recall20);
    expect(two.manifest.golden).toEqual(one.manifest.golden);
  });
});

describe('standardizeModel() of tables whose item tower takes content alone', () => {
  it.each([
    ['spectral', 8, 12],
    ['spectral', 12, 8],
    ['blended', 8, 12],
  ] as const)('makes a run of %s tables that verifies from %d to %d', async (kind, dim, toDim) => {
    const kernel = (seed: number) => seededNumbers(seed, contentWidth * dim, 0.1);
    const common = {
      historyKernel: kernel(1),
      embeddingKernel: kernel(2),
      parts: [
        { from: 0, to: 3, slack: 3, normSquared: 0.6 },
        { from: 4, to: dim - 2, slack: dim - 2, normSquared: kind === 'spectral' ? 0.4 : 0.2 },
      ],
    };
    const itemTower =
      kind === 'spectral'
        ? { kind, ...common }
        : { kind, ...common, trained: { columns: Int32Array.of(dim - 1), normSquared: 0.2 } };
    const { userTower } = seededArtifactInput({ dim, itemCount: items }).tables;
    await writeSeededRun(run, { dim, itemCount: items, input: { tables: { userTower, itemTower } } });
    const done = await standardize(toDim);
    for (const folder of [run, done.run]) await verifyModel({ run: folder, published: null }, { root });
  });
});

describe('standardizeModel() of a tower that is not linear', () => {
  it.each([
    [12, 8, 5, 1],
    [8, 12, 8, 1],
  ])('from %d to %d keeps the order where nothing is lost', async (from, to, rank, recall) => {
    const { paths } = await writeSeededRun(run, { dim: from, itemCount: items });
    const { files } = await readArtifact(paths.artifact);
    const folder = path.join(root, 'elsewhere');
    await mkdir(folder);
    await writeFile(path.join(folder, 'feature_spec.json'), files.get('feature_spec.json')!);
    await writeItemVectors(path.join(folder, 'v.bin'), ofRank(rank, from));
    const dense = tf.layers.dense({ units: from, inputShape: [3 * from], activation: 'tanh' });
    const model = tf.sequential({ layers: [dense] });
    model.setWeights([tf.tensor(seededNumbers(1, 3 * from * from, 0.3), [3 * from, from]), tf.zeros([from])]);
    await saveLayersModel(model, folder);
    const options = { root, vectors: path.join(folder, 'v.bin'), normalise: true, dtype: 'float32' as const };
    const imported = await importModel(folder, options);
    const done = await standardizeModel(imported.run, { root, toDim: to, people: 40 });
    expect(done.recall20).toBe(recall);
    await verifyModel({ run: done.run, published: null }, { root });
  });
});

describe('standardizeModel()', () => {
  it('refuses a run that has the width already', async () => {
    await writeSeededRun(run, { dim: 8, itemCount: items });
    expect(await catchError(() => standardize(8))).toMatchObject({ code: 'INVALID_CONFIG' });
  });
});
