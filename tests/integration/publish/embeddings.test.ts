import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dataRootPaths } from '../../../batch/io/datasets/data-root-paths.ts';
import { countStoredItems } from '../../../batch/io/stored-items.ts';
import { buildEmbeddingsJob } from '../../../batch/jobs/embeddings/build-embeddings-job.ts';
import { updateEmbeddings } from '../../../batch/jobs/embeddings/update-embeddings.ts';
import { updateEmbeddingsJob } from '../../../batch/jobs/embeddings/update-embeddings-job.ts';
import { findModel } from '../../../batch/jobs/models/find-model.ts';
import { verifyModel } from '../../../batch/jobs/models/verify-model.ts';
import { withDuck } from '../../../batch/jobs/models/with-duck.ts';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { runJob } from '../../../batch/jobs/runner/run-job.ts';
import { addItemVectors } from '../../../batch/publish/add-item-vectors.ts';
import { downloadItemVectors } from '../../../batch/publish/download-item-vectors.ts';
import { itemTowerOf } from '../../../batch/publish/item-tower-of.ts';
import { runItemTower } from '../../../batch/publish/run-item-tower.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';
import { openPublishingStack, type PublishingStack } from './support/open-publishing-stack.ts';
import { type SeededRun, writeSeededRun } from './support/write-seeded-run.ts';

const dim = 768;
const trained = 20;
let stack: PublishingStack;
let root: string;
let run: SeededRun;
let next: SeededRun;

// The stack holds 30 items; the versions were trained before the last ten came.
beforeAll(async () => {
  await selectBackend('wasm');
  stack = await openPublishingStack();
  const { dbUrl, api } = stack.connection;
  root = newTempFolder();
  vi.stubEnv('SUPABASE_DB_URL', dbUrl);
  vi.stubEnv('SUPABASE_URL', api.url);
  vi.stubEnv('SUPABASE_SECRET_KEY', api.secretKey);
  const early = stack.data.items.slice(0, trained);
  run = await writeSeededRun(early, 1);
  next = await writeSeededRun(early, 2);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stack?.close();
});

const update = (parameters: Record<string, unknown> = {}, dryRun = false) =>
  runJob(updateEmbeddingsJob, { root, connection: stack.connection, parameters, dryRun });
const vectorsOf = (version: string, added = true) =>
  downloadItemVectors(stack.database, version, { dim, added });
const matching = async (...args: string[]) => runMatching(['embeddings', ...args, '--root', root]);

describe('update-embeddings', () => {
  it('does nothing where no version serves, and says so', async () => {
    const { report } = await update();
    expect(report).toEqual({ version: null, missing: 0, added: 0, reason: 'no version serves' });
  });

  it('goes on where it was stopped, and gives new items what the item tower says of them', async () => {
    for (const { folder } of [run, next]) await publishModel(folder, stack.connection);
    await moveModel(stack.database, { version: run.version, to: 'active', by: 'test', reason: 'test' });
    expect((await update({}, true)).report).toEqual({ dryRun: true, version: run.version, missing: 10 });
    const stopped = new AbortController();
    const model = { version: run.version, manifestSha256: run.artifact.manifestSha256 };
    const error = await catchError(() =>
      updateEmbeddings(stack.database, {
        ...{ connection: stack.connection, model, batchSize: 3, signal: stopped.signal },
        onProgress: (items) => items === 6 && stopped.abort(new Error('stopped')),
      }),
    );
    expect(error).toMatchObject({ message: 'stopped' });
    expect(await countStoredItems(stack.database, { withoutVectorOf: run.version })).toBe(4);
    expect((await update({ batchSize: 3 })).report).toEqual({
      ...{ version: run.version, missing: 4, added: 4, unknown: 0 },
    });

    const { tower, spec } = (await itemTowerOf(run.artifact))!;
    const late = stack.data.items.slice(trained);
    const expected = await runItemTower(tower, late, { spec });
    const stored = await vectorsOf(run.version);
    expect(stored.itemIds).toEqual(stack.data.items.map(({ id }) => id));
    for (const [given, table] of [
      [expected.embeddings, stored.embeddings],
      [expected.historyInputs, stored.historyInputs],
    ] as const) {
      for (const [at, value] of given.entries()) {
        // A half keeps eleven bits.
        const error = Math.abs(value - table[trained * dim + at]!);
        expect(error).toBeLessThanOrEqual(2 ** -11 * Math.abs(value) + 2 ** -25);
      }
    }
    // What was trained stays as it was.
    expect((await vectorsOf(run.version, false)).itemIds).toEqual(run.vectors.itemIds);
  });

  it('finds nothing to do when it is run again', async () => {
    expect((await update()).report).toEqual({ version: run.version, missing: 0, added: 0 });
  });

  it('leaves a version that can be verified, published again, replaced and brought back', async () => {
    const [place] = await verifyModel(await findModel(run.version, { root }), { root });
    expect(place!.checks.at(-1)).toMatch(/^20 stored vectors and 10 of items added since, lengths /);
    await publishModel(run.folder, stack.connection);
    await moveModel(stack.database, { version: next.version, to: 'active', by: 'test', reason: 'test' });
    await moveModel(stack.database, { version: run.version, to: 'active', by: 'test', reason: 'test' });
    expect((await vectorsOf(run.version)).itemIds).toHaveLength(30);
  });

  it('does not let added vectors stand in for trained ones that are missing', async () => {
    await update({ version: next.version });
    await stack.database.query('delete from app.item_vectors where model_version = $1 and item_id = $2', [
      next.version,
      next.vectors.itemIds[0],
    ]);
    expect(
      await catchError(() =>
        moveModel(stack.database, { version: next.version, to: 'active', by: 'test', reason: 'test' }),
      ),
    ).toMatchObject({
      message: `VECTOR_COUNT_MISMATCH: version ${next.version} has 19 vectors, its manifest says 20`,
    });
    // Not deployed, it is loaded anew, as it was trained.
    await stack.database.query("delete from app.deployments where slot = 'previous'");
    await publishModel(next.folder, stack.connection);
  });

  it('needs Storage where there is something to do, and a version that was published', async () => {
    const connection = { ...stack.connection, api: null };
    const parameters = { version: next.version };
    const error = await catchError(() => runJob(updateEmbeddingsJob, { root, connection, parameters }));
    expect(error).toMatchObject({ code: 'INVALID_CONFIG' });
    expect(await catchError(() => update({ version: 'v-nothing' }))).toMatchObject({ code: 'MODEL_MISSING' });
  });
});

describe('addItemVectors()', () => {
  const of = (id: number, value: number) => ({
    dim,
    itemIds: [id],
    embeddings: new Float32Array(dim).fill(value),
    historyInputs: new Float32Array(dim).fill(1),
  });

  it('adds nothing where a vector has another length than 1', async () => {
    const id = stack.data.items.at(-1)!.id;
    // 0.04 * sqrt 768 = 1.1085.
    const error = await catchError(() => addItemVectors(stack.database, next.version, of(id, 0.04)));
    expect(error).toMatchObject({ code: 'VERIFICATION_FAILED', message: expect.stringContaining('1.108') });
    expect((await vectorsOf(next.version)).itemIds).toHaveLength(trained);
  });

  it('leaves out items that are gone and keeps what is there', async () => {
    const unit = 1 / Math.sqrt(dim);
    expect(await addItemVectors(stack.database, next.version, of(999_999, unit))).toBe(0);
    expect(await addItemVectors(stack.database, next.version, of(next.vectors.itemIds[0]!, unit))).toBe(0);
  });
});

describe('build-embeddings', () => {
  const build = (model: string, index: number, count: number, dataRoot: string) =>
    runJob(buildEmbeddingsJob, {
      ...{ root, dataRoot, connection: stack.connection, parameters: { model } },
      shard: count === 1 ? null : { index, count },
    });
  const rowsOf = (dataRoot: string, version: string) =>
    withDuck(root, (duck) =>
      duck.rows(
        `select item_id::integer as id, list_sum(list_transform(embedding::float[], x -> x * x)) as squares,
           history_input[1] as first
         from read_parquet('${dataRootPaths(dataRoot).dataset('processed', 'item-vectors', version)}/*/*.parquet')
         order by id`,
      ),
    );

  it('makes the same dataset in parts and whole, of a run and of a published version', async () => {
    const [parts, whole] = [newTempFolder(), newTempFolder()];
    const first = await build(run.version, 2, 2, parts);
    expect(first.report).toMatchObject({ dataset: null, missing: [1] });
    const { report } = await build(run.version, 1, 2, parts);
    expect(report).toMatchObject({ version: run.version, items: 30, vectors: 30, missing: [] });
    const other = await build(run.folder, 1, 1, whole);
    expect(other.report.dataset).toBe(report.dataset);
    const version = String(report.dataset).split('@')[1]!;
    const rows = await rowsOf(parts, version);
    expect(rows.map(({ id }) => id)).toEqual(stack.data.items.map(({ id }) => id));
    for (const { squares } of rows) expect(Math.abs(Number(squares) - 1)).toBeLessThan(1e-4);
    expect(await rowsOf(whole, version)).toEqual(rows);
  });
});

describe('matching embeddings', () => {
  const version = 'v-by-hand';
  // Items 1 and 2 stand at e1, item 3 at e2, item 4 at -e1.
  beforeAll(async () => {
    const ids = stack.data.items.slice(0, 4).map(({ id }) => id);
    const embeddings = new Float32Array(4 * dim);
    for (const [row, [at, value]] of [
      [0, 1],
      [0, 1],
      [1, 1],
      [0, -1],
    ].entries()) {
      embeddings[row * dim + at!] = value!;
    }
    const { database } = stack;
    await database.query(
      `insert into app.models (version, manifest, manifest_sha256, created_at)
       values ($1, '{"itemCount": 4}', repeat('a', 64), '2020-01-01')`,
      [version],
    );
    await database.query(
      `create table app.item_vectors_by_hand partition of app.item_vectors for values in ('${version}')`,
    );
    const added = await addItemVectors(database, version, {
      dim,
      itemIds: ids,
      embeddings,
      historyInputs: embeddings,
    });
    expect(added).toBe(4);
  });

  it('lists what is similar, by database id and by external id', async () => {
    const [one, two, three, four] = stack.data.items;
    const { status, stdout } = await matching('similar', String(one!.id), '--version', version, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      item: { id: one!.id, title: one!.title },
      nearest: [
        { id: two!.id, similarity: 1 },
        { id: three!.id, similarity: 0 },
        { id: four!.id, similarity: -1 },
      ],
    });
    const listed = await matching('similar', two!.externalId, '--version', version, '--limit', '1');
    expect(listed.stdout.split('\n')[1]).toMatch(new RegExp(`^  1\\.0000  ${one!.id}  ${one!.externalId}`));
    expect(await matching('similar', 'nobody')).toMatchObject({ status: 2 });
    const late = stack.data.items.at(-1)!;
    const without = await matching('similar', String(late.id), '--version', version);
    expect(without.stderr).toContain('it has no vector in v-by-hand');
  });

  it('sums up a version', async () => {
    const { stdout } = await matching('summary', '--version', version, '--json');
    const [summary] = JSON.parse(stdout) as [Record<string, unknown>];
    expect(summary).toMatchObject({
      ...{ version, slot: null, trained: 0, added: 4, expected: 4 },
      norms: { shortest: 1, mean: 1, longest: 1, history: 1 },
      // Two of the four have another at the same place.
      nearDuplicates: { share: 0.5, drawn: 4, from: 0.98 },
    });
    // 4 of 30 items; pairs: 1, 0, -1, 0, -1, 0 of six.
    expect(summary.coverage).toBeCloseTo(4 / 30, 12);
    expect(summary.meanSimilarity).toBeCloseTo(-1 / 6, 6);
    const all = await matching('summary');
    expect(all.stdout).toContain(`${run.version} (active)`);
    expect(await matching('summary', '--version', 'v-nothing')).toMatchObject({ status: 2 });
  });

  it('exports vectors as JSON Lines', async () => {
    const out = path.join(newTempFolder(), 'vectors.jsonl');
    const { status, stdout } = await matching(
      ...['export', '--version', version, '--format', 'jsonl', '--out', out],
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: `Exported 4 vectors: ${out}\n` });
    const lines = (await readFile(out, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ item_id }) => item_id)).toEqual(stack.data.items.slice(0, 4).map(({ id }) => id));
    expect(lines[2]).toMatchObject({ model_version: version, external_id: stack.data.items[2]!.externalId });
    expect(lines[2].embedding.slice(0, 3)).toEqual([0, 1, 0]);
  });

  it('builds and updates', async () => {
    const built = await matching('build', run.version, '--shard', '1/2');
    expect(built.stdout).toBe(`Part 1/2 of the vectors of ${run.version} is done; missing: 2\n`);
    const done = await matching('build', run.version, '--shard', '2/2');
    expect(done.stdout).toContain(`30 vectors of 30 items by ${run.version}: processed/item-vectors@`);
    const counted = await matching('update', '--version', next.version, '--dry-run');
    expect(counted.stdout).toBe(`10 items have no vector in ${next.version}\n`);
    const updated = await matching('update', '--version', next.version);
    expect(updated.stdout).toBe(`10 vectors added to ${next.version}; 10 items had none\n`);
  });
});
