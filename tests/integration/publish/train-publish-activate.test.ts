import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decayedLikes } from '../../../batch/evaluate/decayed-likes.ts';
import type { Connection } from '../../../batch/io/resolve-connection.ts';
import { loadActiveModel } from '../../../batch/jobs/active-model/load-active-model.ts';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { trainFromDatabase } from '../../../batch/jobs/train-from-database.ts';
import { loadItemVectors } from '../../../batch/publish/load-item-vectors.ts';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { verifyPublished } from '../../../batch/publish/verify-published.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { artifactObjectPath, artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';
import { openPublishingStack, type PublishingStack } from './support/open-publishing-stack.ts';
import { type SeededRun, writeSeededRun } from './support/write-seeded-run.ts';

let stack: PublishingStack;
let database: Client;
let run: SeededRun;
let next: SeededRun;

beforeAll(async () => {
  // Whoever runs the tests may work with a hosted project.
  for (const name of ['SUPABASE_DB_URL', 'SUPABASE_URL', 'SUPABASE_SECRET_KEY']) vi.stubEnv(name, '');
  // One key for every root: datasets of the same content are the same.
  vi.stubEnv('MATCHING_PSEUDONYM_KEY', 'ab'.repeat(32));
  await selectBackend('wasm');
  stack = await openPublishingStack();
  database = stack.database;
  run = await writeSeededRun(stack.data.items, 1);
  next = await writeSeededRun(stack.data.items, 2);
  await publish(run);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await stack?.close();
});

const publish = ({ folder }: SeededRun) => publishModel(folder, stack.connection);
const verify = () => verifyPublished({ storage: stack.storage, database }, run.artifact, run.vectors);
const bucket = () => stack.storage.storage.from('models');

interface StoredRow {
  item_id: number;
  embedding: string;
  history: string;
}

async function storedRows(version: string): Promise<StoredRow[]> {
  const { rows } = await database.query<StoredRow>(
    `select item_id::float8 as item_id, embedding::text as embedding, history_input::text as history
     from app.item_vectors where model_version = $1 order by item_id`,
    [version],
  );
  return rows;
}

/** Half of the spacing of halves around each value: eleven bits, and the subnormals below 2^-14. */
function expectHalves(text: string, values: Float32Array): void {
  const stored = JSON.parse(text) as number[];
  expect(stored).toHaveLength(values.length);
  const worst = Math.max(
    ...values.map((value, at) => Math.abs(stored[at]! - value) / (2 ** -11 * Math.abs(value) + 2 ** -25)),
  );
  expect(worst).toBeLessThanOrEqual(1);
}

describe('publishModel()', () => {
  it('refuses a wrong secret key and leaves no version behind', async () => {
    const connection = { ...stack.connection, api: { ...stack.connection.api, secretKey: 'wrong' } };
    expect(await catchError(() => publishModel(next.folder, connection))).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    const { rows } = await database.query('select version from app.models');
    expect(rows).toEqual([{ version: run.version }]);
  });

  it('goes from upload to load to verify and says what it stored', async () => {
    const steps: string[] = [];
    const published = await publishModel(next.folder, stack.connection, (step) => steps.push(step));
    expect(steps).toEqual(['upload', 'load', 'verify']);
    expect(published).toEqual({
      ...{ version: next.version, rows: 30, indexed: false },
      seconds: { load: expect.any(Number), index: null },
    });
  });

  it('stores every vector within half precision', async () => {
    const rows = await storedRows(run.version);
    expect(rows.map(({ item_id }) => item_id)).toEqual(run.vectors.itemIds);
    for (const [at, { embedding, history }] of rows.entries()) {
      expectHalves(embedding, run.vectors.embeddings.subarray(at * 768, (at + 1) * 768));
      expectHalves(history, run.vectors.historyInputs.subarray(at * 768, (at + 1) * 768));
    }
  });

  it('stores every file, byte for byte, and the manifest with its hash', async () => {
    for (const [name, bytes] of run.artifact.files) {
      const { data, error } = await bucket().download(artifactObjectPath(run.version, name));
      expect(error).toBeNull();
      expect(Buffer.from(await data!.arrayBuffer()).equals(bytes), name).toBe(true);
    }
    const { rows } = await database.query(
      'select manifest, manifest_sha256 from app.models where version = $1',
      [run.version],
    );
    expect(rows).toEqual([{ manifest: run.artifact.manifest, manifest_sha256: run.artifact.manifestSha256 }]);
  });

  it('makes nothing active', async () => {
    expect((await database.query('select from app.deployments')).rows).toEqual([]);
  });

  it('closes the partition to everybody but the service', async () => {
    const { rows } = await database.query(
      `select c.relrowsecurity as secured,
         has_table_privilege('anon', c.oid, 'select') or has_table_privilege('authenticated', c.oid, 'select') as open
       from pg_class as c
       where c.oid = to_regclass('app.' || app.item_vectors_partition($1))`,
      [run.version],
    );
    expect(rows).toEqual([{ secured: true, open: false }]);
  });

  it('can be run again: the same rows and files are there once', async () => {
    const before = await storedRows(run.version);
    await publish(run);
    expect(await storedRows(run.version)).toEqual(before);
    const { data } = await bucket().list(`two_tower/${run.version}`);
    // feature_spec.json, item_tower, manifest.json, metrics.json, user_tower.
    expect(data).toHaveLength(5);
  });

  it('refuses other bytes under the name of a version that is there, and changes nothing', async () => {
    const other = await writeSeededRun(stack.data.items, 1, { metrics: { model: { recall10: 0.75 } } });
    expect(other.version).toBe(run.version);
    expect(await catchError(() => publish(other))).toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: `two_tower/${run.version}/metrics.json is stored already with other bytes`,
    });
    await verify();
  });
});

describe('verifyPublished()', () => {
  const failure = (what: string) => ({
    code: 'VERIFICATION_FAILED',
    message: expect.stringContaining(`the published version is not what was trained: ${what}`),
  });
  const idOf = (row: number) => run.vectors.itemIds[row]!;
  const isRow = (row: number) => `item_id = ${idOf(row)} and v.model_version = '${run.version}'`;

  it('accepts what was published', async () => {
    await verify();
  });

  it.each([
    [
      'a missing row',
      () => `delete from app.item_vectors as v where v.${isRow(3)}`,
      () => '29 vectors are stored, not 30',
    ],
    [
      'a row of another length',
      () =>
        `update app.item_vectors as v set embedding = (select ('[' || string_agg('0.02', ',') || ']')::extensions.halfvec
         from generate_series(1, 768)) where v.${isRow(3)}`,
      // 0.02 * sqrt 768 = 0.554.
      () => 'embeddings are between 0.55',
    ],
    [
      'another unit vector in a row',
      () =>
        `update app.item_vectors as v set embedding = o.embedding from app.item_vectors as o
         where v.${isRow(17)} and o.item_id = ${idOf(1)} and o.model_version = v.model_version`,
      () => `the vector of item ${idOf(17)} is off by`,
    ],
    [
      'another history input in a row',
      () =>
        `update app.item_vectors as v set history_input = o.history_input from app.item_vectors as o
         where v.${isRow(8)} and o.item_id = ${idOf(1)} and o.model_version = v.model_version`,
      () => `the history input of item ${idOf(8)} is off by`,
    ],
  ])('finds %s, and loading again repairs it', async (_, sql, message) => {
    await database.query(sql());
    expect(await catchError(verify)).toMatchObject(failure(message()));
    await loadItemVectors(database, run.artifact, run.vectors);
    await verify();
  });

  it.each([artifactPaths.manifest, artifactPaths.userTowerWeights, artifactPaths.metrics])(
    'finds a changed or missing %s in Storage',
    async (name) => {
      const object = artifactObjectPath(run.version, name);
      const bytes = run.artifact.files.get(name)!;
      const changed = Buffer.from(bytes);
      changed[changed.length >> 1]! ^= 1;
      await bucket().upload(object, changed, { upsert: true });
      expect(await catchError(verify)).toMatchObject(failure(`${object} has other bytes`));
      await bucket().remove([object]);
      expect(await catchError(verify)).toMatchObject(failure(`${object} can not be read from Storage`));
      await bucket().upload(object, bytes);
      await verify();
    },
  );

  it('finds a tower that no longer gives its golden vectors', async () => {
    const manifest = structuredClone(run.artifact.manifest);
    manifest.golden[1]!.embedding[5]! += 1e-3;
    const check = () =>
      verifyPublished({ storage: stack.storage, database }, { ...run.artifact, manifest }, run.vectors);
    expect(await catchError(check)).toMatchObject(failure('golden vector 1 is off by 0.00'));
  });
});

describe('loadItemVectors()', () => {
  const load = ({ artifact, vectors }: SeededRun, itemIds: number[]) =>
    loadItemVectors(database, artifact, { ...vectors, itemIds });

  it.each([
    ['an item that is not in the catalogue', '23503', (ids: number[]) => ids.with(20, 999_999)],
    ['an item that stands twice', '23505', (ids: number[]) => ids.with(20, ids[0]!)],
  ])('leaves nothing behind when it fails in the middle: %s', async (_, code, spoil) => {
    const version = `v-${code}`;
    const artifact = { ...run.artifact, manifest: { ...run.artifact.manifest, version } };
    const broken = { ...run, artifact };
    expect(await catchError(() => load(broken, spoil(broken.vectors.itemIds)))).toMatchObject({ code });
    // The connection can be used again.
    const { rows } = await database.query(
      `select (select count(*)::int from app.models where version = $1) as models,
         to_regclass('app.' || app.item_vectors_partition($1)) as partition`,
      [version],
    );
    expect(rows).toEqual([{ models: 0, partition: null }]);
  });

  it('keeps nobody waiting who reads another version', async () => {
    const seen: unknown[] = [];
    const direct = database.query.bind(database) as (...parameters: unknown[]) => unknown;
    const readLocks = async () => {
      const { rows } = await database.query(
        "select mode from pg_locks where relation = 'app.item_vectors'::regclass",
      );
      seen.push(...rows.map(({ mode }) => mode));
    };
    const query = (...parameters: unknown[]) =>
      parameters[0] === 'commit' ? readLocks().then(() => direct('commit')) : direct(...parameters);
    const other = await writeSeededRun(stack.data.items, 9);
    await loadItemVectors({ query } as unknown as Client, other.artifact, other.vectors);
    expect(seen).toContain('ShareUpdateExclusiveLock');
    expect(seen).not.toContain('AccessExclusiveLock');
  });

  it('leaves the rows of an earlier load in place when a new one fails', async () => {
    const before = await storedRows(run.version);
    expect(await catchError(() => load(run, run.vectors.itemIds.with(20, 999_999)))).toMatchObject({
      code: '23503',
    });
    expect(await storedRows(run.version)).toEqual(before);
  });
});

describe('loadActiveModel()', () => {
  const load = (api: Connection['api'] = stack.connection.api) => loadActiveModel(database, { api });

  it('reads the version that serves back as it was published', async () => {
    await moveModel(database, { version: run.version, to: 'active', by: 'test', reason: 'test' });
    const active = await load();
    if (active.absent !== null) throw new Error(active.absent);
    expect(active.version).toBe(run.version);
    expect(active.artifact.manifest).toEqual(run.artifact.manifest);
    expect(active.vectors.itemIds).toEqual(run.vectors.itemIds);
    // The database keeps half precision: 11 bits, so 2^-11 of values up to 1.
    for (const [at, value] of active.vectors.embeddings.entries())
      expect(Math.abs(value - run.vectors.embeddings[at]!)).toBeLessThan(2 ** -11);
  });

  it('says why it has none', async () => {
    expect(await load(null)).toMatchObject({
      version: run.version,
      absent: expect.stringContaining('only the database is named'),
    });
    const tower = artifactObjectPath(run.version, artifactPaths.userTowerWeights);
    const { data } = await bucket().download(tower);
    await bucket().remove([tower]);
    expect(await load()).toMatchObject({
      version: run.version,
      absent: expect.stringContaining('can not be read from Storage'),
    });
    await bucket().upload(tower, data!);
    await database.query('delete from app.deployments');
    expect(await load()).toEqual({ version: null, absent: 'No version serves.' });
  });
});

describe('moveModel()', () => {
  const slots = async () => {
    const { rows } = await database.query<{ slot: string; model_version: string }>(
      'select slot, model_version from app.deployments',
    );
    return Object.fromEntries(rows.map(({ slot, model_version }) => [slot, model_version]));
  };
  it('refuses a version that was never published', async () => {
    expect(
      await catchError(() =>
        moveModel(database, { version: 'v-nothing', to: 'active', by: 'test', reason: 'test' }),
      ),
    ).toMatchObject({
      code: 'MODEL_MISSING',
      message: 'version v-nothing was never published',
    });
    expect(await slots()).toEqual({});
  });

  it('refuses a version of which a vector is missing, and tells both counts', async () => {
    await database.query('delete from app.item_vectors where model_version = $1 and item_id = $2', [
      run.version,
      run.vectors.itemIds[7],
    ]);
    expect(
      await catchError(() =>
        moveModel(database, { version: run.version, to: 'active', by: 'test', reason: 'test' }),
      ),
    ).toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: `VECTOR_COUNT_MISMATCH: version ${run.version} has 29 vectors, its manifest says 30`,
    });
    expect(await slots()).toEqual({});
    await loadItemVectors(database, run.artifact, run.vectors);
  });

  it('makes the active version the previous one, and back', async () => {
    await moveModel(database, { version: run.version, to: 'active', by: 'test', reason: 'test' });
    expect(await slots()).toEqual({ active: run.version });
    await moveModel(database, { version: next.version, to: 'active', by: 'test', reason: 'test' });
    expect(await slots()).toEqual({ active: next.version, previous: run.version });
    await moveModel(database, { version: next.version, to: 'active', by: 'test', reason: 'test' });
    expect(await slots()).toEqual({ active: next.version, previous: run.version });
    await moveModel(database, { version: run.version, to: 'active', by: 'test', reason: 'test' });
    expect(await slots()).toEqual({ active: run.version, previous: next.version });
  });

  it('lets publishing again check the rows of a deployed version but not touch them', async () => {
    const { rows: before } = await database.query(
      "select to_regclass('app.' || app.item_vectors_partition($1))::oid as partition",
      [run.version],
    );
    await publish(run);
    const { rows: after } = await database.query(
      "select to_regclass('app.' || app.item_vectors_partition($1))::oid as partition",
      [run.version],
    );
    expect(after).toEqual(before);
  });
});

describe('trainFromDatabase()', () => {
  it('trains on what the database holds, in a folder named by settings and data', async () => {
    const runsFolder = newTempFolder();
    const options = {
      preset: 'quickstart',
      set: ['backend=wasm', 'dim=8', 'epochs=2', 'baselines=["popularity"]'],
      root: runsFolder,
      dbUrl: stack.connection.dbUrl,
      runsFolder,
    };
    const { runFolder, model } = await trainFromDatabase(options);
    expect(path.dirname(runFolder)).toBe(runsFolder);
    expect(path.basename(runFolder)).toMatch(/^quickstart-[0-9a-f]{12}$/);
    expect(model.manifest).toMatchObject({
      dim: 8,
      itemCount: 30,
      datasetFingerprint: stack.data.fingerprint,
    });
    expect((await readArtifact(runFolderPaths(runFolder).artifact)).manifest).toEqual(model.manifest);

    const note = path.join(runFolder, 'note.txt');
    await writeFile(note, 'from the first run');
    expect((await trainFromDatabase(options)).runFolder).toBe(runFolder);
    expect(existsSync(note)).toBe(true);
    expect((await trainFromDatabase({ ...options, fresh: true })).runFolder).toBe(runFolder);
    expect(existsSync(note)).toBe(false);

    // The dataset is enough: no database is asked.
    const fromDataset = {
      ...options,
      dataset: 'validated/training',
      dbUrl: 'postgresql://n:n@127.0.0.1:9/n',
    };
    expect((await trainFromDatabase(fromDataset)).runFolder).toBe(runFolder);
    const resplit = { ...fromDataset, set: [...options.set, 'trainShare=0.7'] };
    await expect(trainFromDatabase(resplit)).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });
});

describe('decayedLikes()', () => {
  it.each([3, 30])('is what the database computes at a half-life of %d days', async (halfLifeDays) => {
    const { database, data } = stack;
    await database.query('select app.refresh_item_popularity($1)', [halfLifeDays]);
    const { rows } = await database.query<{ likes: number }>(
      'select decayed_likes as likes from app.item_popularity order by item_id',
    );
    const expected = decayedLikes(data, data.personIndex.length, halfLifeDays);
    expect(rows).toHaveLength(data.items.length);
    expect(Math.max(...expected)).toBeGreaterThan(1);
    // The database keeps real numbers, and a never-liked item at 2^-100.
    for (const [item, { likes }] of rows.entries())
      expect(Math.abs(likes - expected[item]!)).toBeLessThan(1e-5 * Math.max(1, likes));
  });
});
