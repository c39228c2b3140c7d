import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadTrainingSet } from '../../../batch/jobs/build-training-set/load-training-set.ts';
import { exportModel } from '../../../batch/jobs/models/export-model.ts';
import { findModel } from '../../../batch/jobs/models/find-model.ts';
import { importModel } from '../../../batch/jobs/models/import-model.ts';
import { listModels } from '../../../batch/jobs/models/list-models.ts';
import { verifyModel } from '../../../batch/jobs/models/verify-model.ts';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { readItemVectors } from '../../../batch/publish/item-vectors.ts';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';
import { openPublishingStack, type PublishingStack } from './support/open-publishing-stack.ts';
import { type SeededRun, writeSeededRun } from './support/write-seeded-run.ts';

let stack: PublishingStack;
let root: string;
let active: SeededRun;
let half: SeededRun;

beforeAll(async () => {
  await selectBackend('wasm');
  stack = await openPublishingStack();
  const { dbUrl, api } = stack.connection;
  vi.stubEnv('SUPABASE_DB_URL', dbUrl);
  vi.stubEnv('SUPABASE_URL', api.url);
  vi.stubEnv('SUPABASE_SECRET_KEY', api.secretKey);
  vi.stubEnv('MATCHING_PSEUDONYM_KEY', 'ab'.repeat(32));
  root = newTempFolder();
  active = await writeSeededRun(stack.data.items, 1);
  half = await writeSeededRun(stack.data.items, 2, { dtype: 'float16' });
  for (const { folder } of [active, half]) await publishModel(folder, stack.connection);
  await moveModel(stack.database, { version: active.version, to: 'active', by: 'test', reason: 'test' });
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stack?.close();
});

describe('listModels() and findModel()', () => {
  it('show published versions with their state, float16 as well', async () => {
    const { models, database } = await listModels({ root });
    expect(database).toBe(true);
    expect(models.map(({ version, state, dtype, run }) => ({ version, state, dtype, run }))).toEqual([
      { version: half.version, state: 'published', dtype: 'float16', run: null },
      { version: active.version, state: 'active', dtype: 'float32', run: null },
    ]);
  });

  it('name the nearest published version of one that is not there', async () => {
    expect(await catchError(() => findModel(`${active.version}x`, { root }))).toMatchObject({
      code: 'MODEL_MISSING',
      hint: expect.stringContaining(active.version),
    });
  });
});

describe('verifyModel()', () => {
  it('checks Storage and database of a published version', async () => {
    for (const { version } of [active, half]) {
      const [place, ...others] = await verifyModel(await findModel(version, { root }), { root });
      expect(others).toEqual([]);
      expect(place).toMatchObject({ place: 'published', version });
      expect(place!.checks.at(-1)).toMatch(/^30 stored vectors/);
    }
  });

  it('finds a vector that is gone', async () => {
    const third = await writeSeededRun(stack.data.items, 3);
    await publishModel(third.folder, stack.connection);
    await stack.database.query('delete from app.item_vectors where model_version = $1 and item_id = $2', [
      third.version,
      third.vectors.itemIds[4],
    ]);
    const model = await findModel(third.version, { root });
    expect(await catchError(() => verifyModel(model, { root }))).toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining('there are 29 item vectors, the manifest says 30'),
    });
  });
});

describe('exportModel() and importModel() of a published version', () => {
  it('give a run that can be published again: the same files, vectors as the database has them', async () => {
    const to = path.join(root, 'exported');
    const done = await exportModel(await findModel(half.version, { root }), { root, to, vectors: true });
    expect(done.vectors).toBe(30);
    const { run } = await importModel(to, { root, normalise: false, dtype: 'float32' });
    const paths = runFolderPaths(run);
    const { files } = await readArtifact(paths.artifact);
    expect([...files.keys()].sort()).toEqual([...half.artifact.files.keys()].sort());
    for (const [name, bytes] of half.artifact.files) expect(files.get(name)!.equals(bytes), name).toBe(true);
    const vectors = await readItemVectors(paths.vectors);
    expect(vectors.itemIds).toEqual(half.vectors.itemIds);
    // A half keeps eleven bits.
    const worst = half.vectors.embeddings.reduce((most, value, at) => {
      const allowed = 2 ** -11 * Math.abs(value) + 2 ** -25;
      return Math.max(most, Math.abs(vectors.embeddings[at]! - value) / allowed);
    }, 0);
    expect(worst).toBeLessThanOrEqual(1);
    // What is there already is compared bit for bit.
    expect(await publishModel(run, stack.connection)).toMatchObject({ version: half.version, rows: 30 });
  });
});

describe('importModel() with a training dataset', () => {
  it('lets the item tower embed its items', async () => {
    const settings = { trainShare: 0.8, validationShare: 0.1, streamAboveDecisions: 1e6 };
    const { dataset } = await loadTrainingSet(stack.database, { root, ...settings });
    const { stage, name, version } = dataset.manifest;
    const folder = path.join(root, 'towers');
    await exportModel(await findModel(active.version, { root }), { root, to: folder, vectors: false });
    // Without its manifest it is a model as anybody might have made it.
    await rm(path.join(folder, artifactPaths.manifest));
    const towers = await importModel(folder, {
      root,
      dataset: `${stage}/${name}@${version}`,
      normalise: false,
      dtype: 'float32',
    });
    expect(towers).toMatchObject({ format: 'graph-model', items: 30 });
    expect(towers.manifest.datasetFingerprint).toBe(dataset.manifest.fingerprint);
    await verifyModel({ run: towers.run, published: null }, { root });
    expect(towers.manifest.files.map((file) => file.path)).toContain(artifactPaths.itemTowerModel);
  });
});
