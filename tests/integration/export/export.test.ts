import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readExportHistory } from '../../../batch/export/read-export-history.ts';
import type { FinishedExport } from '../../../batch/export/record-exports.ts';
import { findDataset } from '../../../batch/io/datasets/find-dataset.ts';
import { verifyDatasets } from '../../../batch/io/datasets/verify-datasets.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { resolveConnection } from '../../../batch/io/resolve-connection.ts';
import { exportData } from '../../../batch/jobs/export/export-data.ts';
import { exportJob } from '../../../batch/jobs/export/export-job.ts';
import { pruneDatasetsJob } from '../../../batch/jobs/prune-datasets/prune-datasets-job.ts';
import { runJob } from '../../../batch/jobs/runner/run-job.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';
import { consenting, seedExports, withdrawn } from './support/seed-exports.ts';

let database: TestDatabase;
let duck: Duck;
let root: string;
let dataRoot: string;

beforeAll(async () => {
  database = await startTestDatabase();
  await seedExports(database.client);
  duck = await openDuckDb({ tempFolder: newTempFolder() });
}, 120_000);
afterAll(async () => {
  await duck?.close();
  await database?.stop();
});
beforeEach(async () => {
  root = newTempFolder();
  dataRoot = join(root, 'data');
  await database.client.query('delete from app.export_history');
});

type Options = Partial<Parameters<typeof exportData>[1]>;

const run = (name: string, options: Options = {}): Promise<FinishedExport> =>
  exportData(database.client, { root, dataRoot, export: name, ...options });

/** A configuration in a file of its own. */
async function configured(settings: Record<string, unknown>): Promise<string> {
  const path = join(root, 'test.json');
  await writeFile(path, JSON.stringify({ name: 'test', title: 'Test', format: 'parquet', ...settings }));
  return path;
}

const rowsOf = async ({ file }: FinishedExport, order = 'all') =>
  duck.rows(`select * from read_parquet(${sqlText(file)}) order by ${order}`);

describe('runExport()', () => {
  it('exports the catalogue with typed columns, in order of the item', async () => {
    const finished = await run('catalogue');
    const rows = await rowsOf(finished, 'item_id');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      item_id: '1',
      source: 'tiny',
      external_id: 'a',
      floors: ['floor-a', 'floor-b'],
      title: '=1+2',
      maker: 'MakerOne',
      label: null,
      tags: ['=tag', 'tag, mint', 'tag-plum'],
      performers: [],
      released_at: '2026-01-02 03:04:05.123456',
      duration_minutes: 60,
      review_average: 4.5,
      status: 'active',
    });
    expect(rows[2]).toMatchObject({ title: '', released_at: null, duration_minutes: 0, price_yen: 0 });
    expect(rows[3]).toMatchObject({ status: 'hidden', hidden_reasons: ['operator'] });
    expect(finished.manifest.tables[0]!.columns.find(({ name }) => name === 'tags')!.type).toBe('VARCHAR[]');
    expect(finished.folder).toMatch(/exports\/catalogue\/\d{8}t\d{9}z-[0-9a-f]{8}$/);
    expect(await verifyDatasets(dataRoot, { all: true })).toHaveLength(1);
  });

  it.each([
    ['csv', 'none', '.csv'],
    ['csv', 'gzip', '.csv.gz'],
    ['csv', 'zstd', '.csv.zst'],
    ['json', 'none', '.json'],
    ['json', 'gzip', '.json.gz'],
    ['json', 'zstd', '.json.zst'],
    ['parquet', 'none', '.parquet'],
    ['parquet', 'gzip', '.parquet'],
  ] as const)('writes rows to %s with %s that read back equal', async (format, compression, ending) => {
    const expected = await run('catalogue');
    const finished = await run(await configured({ dataset: 'catalogue', format, compression }));
    expect(finished.file.endsWith(`/test${ending}`)).toBe(true);
    // The fingerprint is that of the rows, whatever they are written as.
    expect(finished.manifest.fingerprint).toBe(expected.manifest.fingerprint);
    const columns = expected.manifest.tables[0]!.columns;
    const read = columns.map(({ name, type }) => `${restored(name, type, format)} as ${name}`).join(', ');
    const [difference] = await duck.rows(
      `with a as (select * from read_parquet(${sqlText(expected.file)})),
        b as (select ${read} from ${reader(finished.file, format)})
       select (select count(*) from b)::int as n, (select count(*) from (from a except all from b))::int as missing`,
    );
    expect(difference).toEqual({ n: 4, missing: 0 });
    expect(await verifyDatasets(dataRoot, { all: true })).toHaveLength(2);
  });

  it('keeps a spreadsheet from running texts, and takes numbers as they are', async () => {
    const settings = { dataset: 'catalogue', format: 'csv', columns: ['title', 'price_yen', 'external_id'] };
    const escaped = await readFile((await run(await configured(settings))).file, 'utf8');
    expect(escaped).toBe(
      `title,price_yen,external_id\n'=1+2,500,a\n"two ""quoted""\nlines, one comma",,b\n"",0,c\n''+half escaped,,d\n`,
    );
    const plain = await readFile(
      (await run(await configured({ ...settings, escapeFormulas: false }))).file,
      'utf8',
    );
    expect(plain).toContain(`\n=1+2,500,a\n`);
    expect(plain).toContain(`\n'+half escaped,,d\n`);
  });

  it('escapes every beginning of a formula, also in full width', async () => {
    const titles = ['+1', '-1', '@x', '\tx', '\rx', '＝x', '＋x', '－x', '＠x', "it's", 'a=b'];
    await database.client.query(
      `insert into app.items (source, external_id, title) select 'formula', n::text, t
       from unnest($1::text[]) with ordinality as u (t, n)`,
      [titles],
    );
    const filter = { source: 'formula' };
    const finished = await run(
      await configured({ dataset: 'catalogue', format: 'csv', columns: ['title'], filter }),
    ).finally(() => database.client.query("delete from app.items where source = 'formula'"));
    const rows = await duck.rows(
      `select title from read_csv(${sqlText(finished.file)}, all_varchar = true, header = true, delim = ',', quote = '"')`,
    );
    expect(rows.map(({ title }) => title)).toEqual(titles.map((title, n) => (n < 9 ? `'${title}` : title)));
  });

  it('never exports a decision of a person who does not consent to training', async () => {
    const finished = await run('decisions');
    const rows = await rowsOf(finished);
    // 3 of the consenting person and 3 imported ones; 2 of the other person are left out.
    expect(rows).toHaveLength(6);
    expect(rows.filter(({ origin }) => origin === 'service')).toHaveLength(3);
    await database.client.query('update app.profiles set training_consent_at = null where person_id = $1', [
      consenting,
    ]);
    try {
      expect(await rowsOf(await run('decisions'))).toHaveLength(3);
    } finally {
      await database.client.query(
        'update app.profiles set training_consent_at = now() where person_id = $1',
        [consenting],
      );
    }
  });

  it('knows people by keyed hashes that differ from export to export', async () => {
    const exports = [await run('decisions'), await run('decisions')] as const;
    const people = await Promise.all(
      exports.map(async ({ file }) => {
        const rows = await duck.rows(`select distinct person_key from read_parquet(${sqlText(file)})`);
        return rows.map((row) => String(row.person_key));
      }),
    );
    // One person of the service, and ann and bob.
    for (const keys of people) expect(keys.filter((key) => /^[0-9a-f]{64}$/.test(key))).toHaveLength(3);
    expect(people[0]!.filter((key) => people[1]!.includes(key))).toEqual([]);
    for (const { folder, manifest } of exports) {
      expect(manifest.parameters.pseudonymKeyId).toMatch(/^[0-9a-f]{16}$/);
      for (const name of await readdir(folder)) {
        const bytes = await readFile(join(folder, name));
        for (const key of [consenting, withdrawn, 'tiny:ann']) expect(bytes.includes(key)).toBe(false);
      }
    }
  });

  it('gives keys as they are only where configuration and caller both want it', async () => {
    const path = await configured({ dataset: 'decisions', pseudonymise: false });
    await expect(run(path)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      hint: expect.stringContaining('--allow-person-keys'),
    });
    const rows = await rowsOf(await run(path, { allowPersonKeys: true }));
    expect([...new Set(rows.map((row) => row.person_key))].sort()).toEqual([
      consenting,
      'tiny:ann',
      'tiny:bob',
    ]);
    // The permission alone changes nothing.
    const hashed = await rowsOf(await run('decisions', { allowPersonKeys: true }));
    expect(hashed.every((row) => /^[0-9a-f]{64}$/.test(String(row.person_key)))).toBe(true);
  });

  it('filters and limits, and takes columns in the order in which they are named', async () => {
    const filtered = await run(
      await configured({
        dataset: 'decisions',
        filter: { decidedFrom: '2026-01-02T00:00:00Z', decidedTo: '2026-01-04T00:00:00Z', source: 'tiny' },
        columns: ['decided_at', 'external_id'],
      }),
    );
    // On the 2nd and 3rd: the consenting person's nope on b and ann's; the like on the 3rd is on an item of "other".
    expect(await rowsOf(filtered)).toEqual(
      Array(2).fill({ decided_at: '2026-01-02 00:00:00', external_id: 'b' }),
    );
    const limited = await run(
      await configured({
        dataset: 'catalogue',
        columns: ['external_id'],
        limit: 2,
        filter: { status: 'active' },
      }),
    );
    expect(await rowsOf(limited, 'external_id')).toEqual([{ external_id: 'a' }, { external_id: 'b' }]);
    const released = await run(
      await configured({
        dataset: 'catalogue',
        columns: ['external_id'],
        filter: { releasedFrom: '2026-01-15T00:00:00+09:00', releasedTo: '2027-01-01T00:00:00Z' },
      }),
    );
    expect(await rowsOf(released)).toEqual([{ external_id: 'b' }]);
  });

  it('exports vectors of the version that serves', async () => {
    const rows = await rowsOf(await run('item-vectors'), 'item_id');
    expect(rows).toHaveLength(2);
    const embedding = rows[1]!.embedding as number[];
    expect(embedding).toHaveLength(768);
    expect([embedding[0], embedding[767]]).toEqual([0.5, 2]);
    const none = await run(await configured({ dataset: 'item-vectors', filter: { modelVersion: 'v0' } }));
    expect(none.manifest.tables[0]).toMatchObject({ rows: 0 });
    expect(none.manifest.tables[0]!.columns).toHaveLength(6);
  });

  it('exports popularity, quarantine and runs of jobs', async () => {
    expect((await run('popularity')).manifest.tables[0]!.rows).toBe(4);
    const quarantine = JSON.parse(await readFile((await run('quarantine')).file, 'utf8'));
    expect(quarantine).toMatchObject([{ reason: 'price_invalid', record: { price: 'a lot', tags: ['x'] } }]);
    const runs = JSON.parse(await readFile((await run('job-runs')).file, 'utf8'));
    expect(runs).toMatchObject([
      { job: 'export', seconds: 2.5, report: { rows: 4 }, started_at: '2026-01-01T00:00:00.000000Z' },
    ]);
    const empty = await run(
      await configured({ dataset: 'quarantine', format: 'json', filter: { source: 'none' } }),
    );
    expect(JSON.parse(await readFile(empty.file, 'utf8'))).toEqual([]);
  });

  it('exports a table of the training set of what the database holds now', async () => {
    const items = await run('training-items');
    // Of four items one is hidden.
    expect(items.manifest.tables[0]!.rows).toBe(3);
    const [parent] = items.manifest.parents;
    const dataset = await findDataset(dataRoot, 'validated/training');
    expect(parent).toMatchObject({ stage: 'validated', name: 'training', version: dataset.version });
    expect(await verifyDatasets(dataRoot, { all: true })).toHaveLength(2);
    await expect(run(await configured({ dataset: 'training-set', table: 'trian' }))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      hint: expect.stringContaining('train'),
    });
  });

  it.each([
    [{ dataset: 'catalogue', columns: ['tittle'] }, 'Nearest: title.'],
    [{ dataset: 'job-runs', filter: { status: 'active' } }, 'Filters of job-runs: job'],
    [{ dataset: 'catalogue', table: 'items' }, 'Leave table out.'],
    [{ dataset: 'training-set', pseudonymise: false }, 'Leave pseudonymise out.'],
    [{ dataset: 'catalogue', format: 'xml' }, 'matching schemas show export-configuration'],
    [{ dataset: 'catalogue', filter: { where: '1 = 1' } }, 'matching schemas show export-configuration'],
  ])('refuses %j', async (settings, hint) => {
    await expect(run(await configured(settings))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      hint: expect.stringContaining(hint),
    });
    expect(await unfinished()).toEqual([]);
  });

  it('copies the file to where it is wanted, and notes every export once', async () => {
    const out = join(root, 'copies', 'catalogue.csv');
    const finished = await run('catalogue-sheet', { out });
    expect(await readFile(out)).toEqual(await readFile(finished.file));
    await run('catalogue-sheet');
    const history = await readExportHistory(database.client);
    expect(history).toHaveLength(2);
    expect(history[1]).toMatchObject({
      id: finished.exportId,
      export: 'catalogue-sheet',
      format: 'csv',
      // The hidden item is left out.
      rows: 3,
      bytes: (await stat(out)).size,
      sha256: finished.manifest.tables[0]!.files[0]!.sha256,
      file: expect.stringMatching(/^exports\/catalogue-sheet\/.*\/catalogue-sheet\.csv$/),
    });
  });

  it('leaves nothing of an export that was stopped', async () => {
    const controller = new AbortController();
    await expect(
      run('decisions', { signal: controller.signal, onProgress: () => controller.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
    expect(await unfinished()).toEqual([]);
    expect(await readdir(join(dataRoot, 'exports', 'decisions'))).toEqual([]);
    // The connection is free for the next one.
    expect((await run('decisions')).manifest.tables[0]!.rows).toBe(6);
  });

  it('killed while it reads leaves no export, killed before it notes it one that is noted later', async () => {
    const { dbUrl } = await resolveConnection({ root: database.root });
    const script = fileURLToPath(new URL('./support/killed-export.ts', import.meta.url));
    const exportAndDie = async (moment: string) => {
      const child = spawn(process.execPath, ['--import', 'tsx', script, dbUrl, root, moment], {
        stdio: 'inherit',
      });
      const [, signal] = await once(child, 'exit');
      return signal;
    };
    expect(await exportAndDie('reading')).toBe('SIGKILL');
    expect(await unfinished()).toHaveLength(1);
    await expect(findDataset(dataRoot, 'exports/decisions')).rejects.toMatchObject({
      code: 'DATASET_MISSING',
    });

    expect(await exportAndDie('noting')).toBe('SIGKILL');
    const noted = await findDataset(dataRoot, 'exports/decisions');
    expect(await verifyDatasets(dataRoot, { all: true })).toHaveLength(1);
    expect(await readExportHistory(database.client)).toEqual([]);
    const next = await run('decisions');
    expect((await readExportHistory(database.client)).map(({ id }) => id)).toEqual([
      next.exportId,
      noted.manifest.parameters.exportId,
    ]);
  });
});

describe('jobs', () => {
  it('export runs once and is recorded with its run', async () => {
    const where = { root, dataRoot, dbUrl: (await resolveConnection({ root: database.root })).dbUrl };
    const { runId, report } = await runJob(exportJob, { ...where, parameters: { export: 'popularity' } });
    expect(report).toMatchObject({ rows: 4 });
    expect(await readExportHistory(database.client)).toMatchObject([{ runId, export: 'popularity' }]);
    const dry = await runJob(exportJob, { ...where, parameters: { export: 'popularity' }, dryRun: true });
    expect(dry.report).toMatchObject({ dryRun: true });
    expect(await readExportHistory(database.client)).toHaveLength(1);
  });

  it('prune-datasets notes in the database what no longer has files', async () => {
    const where = { root, dataRoot, dbUrl: (await resolveConnection({ root: database.root })).dbUrl };
    const first = await run('popularity');
    await run('popularity');
    const { name, version, fingerprint } = first.manifest;
    await database.client.query(
      `insert into app.dataset_versions (stage, name, version, fingerprint, manifest)
       values ('exports', $1, $2, $3, $4)`,
      [name, version, fingerprint, JSON.stringify(first.manifest)],
    );
    const prunedAt = async () => {
      const sql = 'select pruned_at from app.dataset_versions where version = $1';
      return (await database.client.query(sql, [version])).rows[0].pruned_at as Date | null;
    };
    const dry = await runJob(pruneDatasetsJob, { ...where, parameters: { keep: 1 }, dryRun: true });
    expect(dry.report).toMatchObject({ datasets: [{ reference: `exports/popularity@${version}` }] });
    expect(await prunedAt()).toBeNull();
    const { report } = await runJob(pruneDatasetsJob, { ...where, parameters: { keep: 1 } });
    expect(report).toMatchObject({
      datasets: [{ reference: `exports/popularity@${version}` }],
      dryRun: false,
    });
    expect(await prunedAt()).toBeInstanceOf(Date);
  });
});

describe('matching export', () => {
  it('lists, runs and shows what was exported', async () => {
    const { dbUrl } = await resolveConnection({ root: database.root });
    const flags = ['--root', root, '--db-url', dbUrl];
    expect((await runMatching(['export', 'list'])).stdout).toContain('item-vectors');
    const done = await runMatching(['export', 'run', 'popularity', '--format', 'json', ...flags]);
    expect(done).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Exported 4 rows, \d+ B: .*popularity\.json/),
    });
    const { stdout } = await runMatching(['export', 'history', '--json', ...flags]);
    expect(JSON.parse(stdout)).toMatchObject([{ export: 'popularity', format: 'json', rows: 4 }]);
    const unknown = await runMatching(['export', 'run', 'populairty', ...flags]);
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('Nearest: popularity.') });
  });
});

/** Hidden folders among the exports. */
async function unfinished(): Promise<string[]> {
  const names = await readdir(join(dataRoot, 'exports'), { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.partial'));
}

function reader(file: string, format: string): string {
  if (format === 'parquet') return `read_parquet(${sqlText(file)})`;
  const compression = file.endsWith('.gz') ? 'gzip' : file.endsWith('.zst') ? 'zstd' : 'none';
  return format === 'csv'
    ? // An empty cell without quotes is null, one with quotes an empty text.
      `read_csv(${sqlText(file)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"',
        allow_quoted_nulls = false, compression = '${compression}')`
    : `read_json(${sqlText(file)}, format = 'array', compression = '${compression === 'none' ? 'uncompressed' : compression}')`;
}

/** The value that was exported, from the text that stands in the file. */
function restored(name: string, type: string, format: string): string {
  if (format === 'parquet') return name;
  if (type === 'TIMESTAMP') return `${name}::timestamptz::timestamp`;
  if (format === 'json') return `${name}::${type}`;
  if (type === 'VARCHAR[]') return `from_json(${name}, '["VARCHAR"]')`;
  return type === 'VARCHAR' ? `regexp_replace(${name}, '^''(''*[=+\\-@])', '\\1')` : `${name}::${type}`;
}
