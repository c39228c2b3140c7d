import { execFile } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';
import { snapshotTables } from './snapshot-tables.ts';
import { startTestDatabase, type TestDatabase } from './start-test-database.ts';

let database: TestDatabase;
const runImport = (given: string | string[], ...flags: string[]) =>
  runMatching(['import', ...[given].flat(), '--root', database.root, ...flags]);

beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database?.stop());

/** Header and rows of an .inter file that is right but for what a case changes. */
const header = 'user_id:token item_id:token rating:float timestamp:float';
const inter = (...rows: string[]) => ({
  'tiny.item': tinyDataSet['tiny.item'],
  'tiny.inter': [header, ...rows],
});
const item = (...rows: string[]) => ({ 'tiny.inter': tinyDataSet['tiny.inter'], 'tiny.item': rows });
const good = 'ann a 5 1000';

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await database.client.query({ text: sql, rowMode: 'array' })).rows;
}

const badFolders: [name: string, files: Record<string, string[]>, message: string][] = [
  ['empty folder', {}, ': the folder is empty'],
  ['no .inter', { 'tiny.item': tinyDataSet['tiny.item'] }, ': no .inter file is there'],
  [
    'two .inter',
    { 'a.inter': [header], 'b.inter': [header] },
    ': 2 .inter files are there: a.inter, b.inter',
  ],
  [
    'other name',
    { 'a.inter': [header, good], 'b.item': ['item_id:token', 'a'] },
    ': b.item is not named like',
  ],
  ['empty file', { 'tiny.inter': [] }, 'tiny.inter: the file is empty'],
  ['no rows', inter(), 'tiny.inter: it holds no rows'],
  [
    'no types',
    { 'tiny.inter': ['user_id item_id rating timestamp', good] },
    'tiny.inter line 1, column user_id: the header has no type',
  ],
  [
    'unknown type',
    { 'tiny.inter': [header.replace('rating:float', 'rating:number'), good] },
    'tiny.inter line 1, column rating: unknown type in the header',
  ],
  [
    'column twice',
    { 'tiny.inter': [`${header} rating:token`, `${good} 5`] },
    'tiny.inter line 1, column rating: the header names the column twice',
  ],
  [
    'missing column',
    { 'tiny.inter': ['user_id:token item_id:token rating:float', 'ann a 5'] },
    'tiny.inter, column timestamp or decided_at: the column is missing',
  ],
  ['missing item id', item('id:token', 'a'), 'tiny.item: no column holds the id of an item'],
  [
    'missing user id',
    { ...inter(good), 'tiny.user': ['name:token', 'ann'] },
    'tiny.user line 1, column user_id: the column is missing',
  ],
];

/** What becomes of a row that is refused alone: its place, field and reason. */
const badRows: [name: string, files: Record<string, string[]>, ...refused: string[]][] = [
  ['header again', inter(good, header), 'tiny.inter:3 * header_again'],
  ['too few', inter(good, 'ann b 5'), 'tiny.inter:3 * too_few_columns'],
  ['too many', inter(good, 'ann b 5 1 2'), 'tiny.inter:3 * too_many_columns'],
  ['rating is text', inter(good, 'ann b great 1'), 'tiny.inter:3 rating rating_invalid'],
  ['rating is empty', inter(good, 'ann b  1'), 'tiny.inter:3 rating rating_missing'],
  ['time is a date', inter(good, 'ann b 5 2026-01-01'), 'tiny.inter:3 decided_at time_invalid'],
  ['time in milliseconds', inter(good, 'ann b 5 1760000000000'), 'tiny.inter:3 decided_at time_out_of_range'],
  ['time in the future', inter(good, 'ann b 5 32503680000'), 'tiny.inter:3 decided_at decided_at_in_future'],
  ['no person', inter(good, ' b 5 1'), 'tiny.inter:3 person_key id_missing'],
  [
    // Ids are compared exactly, upper and lower case included.
    'unknown items',
    inter(good, 'ann A 5 1', 'ann x 3 2'),
    'tiny.inter:3 external_id item_unknown',
    'tiny.inter:4 external_id item_unknown',
  ],
  ['empty line', inter(good, '', 'ann b great 1'), 'tiny.inter:4 rating rating_invalid'],
  [
    'item without id',
    { ...item(...tinyDataSet['tiny.item'], ' Name       ') },
    'tiny.item:5 external_id id_missing',
  ],
];

describe('matching import with bad data', () => {
  beforeAll(async () => {
    // Something to lose.
    await runImport(await writeDataSet(tinyDataSet));
  });

  it.each(badFolders)('refuses: %s', async (_, files, message) => {
    const before = await snapshotTables(database.client);
    const result = await runImport(await writeDataSet(files));
    expect(result).toMatchObject({ status: 2, stdout: '' });
    const [first, hint] = result.stderr.split('\n');
    expect(first).toMatch(/^error INVALID_DATA: Cannot (read|import) /);
    expect(first).toContain(message);
    expect(hint).toMatch(/^ {2}[A-Z].+\.$/);
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it.each(badRows)('quarantines: %s', async (_, files, ...refused) => {
    await database.client.query('truncate app.quarantine');
    const folder = await writeDataSet(files);
    const result = await runImport(folder, '--max-reject-share', '0.7');
    expect(result.stderr).toBe('');
    const reasons = new Set(refused.map((one) => one.split(' ')[2]));
    for (const reason of reasons) expect(result.stdout).toContain(`${refused.length} quarantined: ${reason}`);
    const rows = await rowsOf(`select place || ' ' || field || ' ' || reason from app.quarantine order by 1`);
    expect(rows.flat()).toEqual(refused);
    // Every row is somewhere.
    for (const [, read, accepted, quarantined] of result.stdout.matchAll(
      /(\d+) read = (\d+) accepted \+ (\d+) quarantined/g,
    )) {
      expect(Number(read)).toBe(Number(accepted) + Number(quarantined));
    }
  });

  /** One row that cannot be split, one that breaks a rule, one of an unknown item and one of the catalogue. */
  const overTheLimit = badRows.filter(([name]) =>
    ['too few', 'time in the future', 'unknown items', 'item without id'].includes(name),
  );

  it.each(overTheLimit)('refuses the whole by its limit: %s', async (_, files) => {
    const before = await snapshotTables(database.client);
    const result = await runImport(await writeDataSet(files));
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/^error TOO_MANY_REJECTS: Cannot accept (events|catalogue) tiny-/);
    const report = /See (\S+report\.html)/.exec(result.stderr)![1]!;
    await access(report);
    await access(path.join(path.dirname(report), 'quarantine.parquet'));
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it('leaves out single values of an item that cannot be read', async () => {
    const rows = ['item_id:token price:float duration:float', 'a cheap 60', 'b 5 -1', 'c 5 60'];
    const result = await runImport(await writeDataSet(item(...rows)));
    expect(result.status).toBe(0);
    const items = await rowsOf('select external_id, price_yen, duration_minutes from app.items order by 1');
    expect(items).toEqual([
      ['a', null, 60],
      ['b', 5, null],
      ['c', 5, 60],
    ]);
  });

  it('merges an item that stands there twice: the later value wins, what it leaves out stays', async () => {
    const rows = ['item_id:token title:token price:float', 'a First 5', 'b Beta 1', 'c Gamma 1', 'a Second '];
    const result = await runImport(await writeDataSet(item(...rows)));
    expect(result.stdout).toContain('3 items, 1 rows merged into others');
    expect(await rowsOf(`select title, price_yen from app.items where external_id = 'a'`)).toEqual([
      ['Second', 5],
    ]);
  });

  it('counts people, and keeps nothing of them', async () => {
    const people = { ...inter(good), 'tiny.user': ['user_id:token age:token', 'ann 30', 'ann 31', 'bob 40'] };
    const folder = await writeDataSet(people);
    expect((await runImport(folder, '--max-reject-share', '0.4')).stdout).toContain(
      'tiny.user     3 read = 2 accepted + 1 quarantined',
    );
    expect((await runImport(folder)).stderr).toMatch(
      /^error TOO_MANY_REJECTS: Cannot accept tiny\.user: 1 of 3 rows/,
    );
  });

  it('never prints a value of a row', async () => {
    const folder = await writeDataSet(inter('secretperson secretitem secretrating 1'));
    const result = await runImport(folder);
    expect(result.status).toBe(2);
    expect(result.stderr).not.toContain('secret');
  });

  it('refuses a path that does not exist, and one that is named twice', async () => {
    const folder = await writeDataSet(tinyDataSet);
    expect((await runImport(path.join(folder, 'nowhere'))).stderr).toContain('it does not exist');
    const file = path.join(folder, 'tiny.inter');
    expect((await runImport([file, file])).stderr).toContain('it is named twice');
  });

  it('refuses bytes that are no UTF-8', async () => {
    const folder = await writeDataSet(inter(good));
    await writeFile(path.join(folder, 'tiny.inter'), Buffer.from([0x75, 0xff, 0xfe, 0x0a]));
    expect(await runImport(folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not UTF-8 text'),
    });
  });

  it('exits with 2 as a process too', async () => {
    const folder = await writeDataSet(inter('ann a high 1'));
    const args = ['batch/cli/matching.mjs', 'import', folder, '--root', database.root];
    const result = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, (error, _, stderr) => resolve({ code: error?.code, stderr }));
    });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^error TOO_MANY_REJECTS: .*100 % of 1 rows were refused/m);
  });
});

describe('matching import', () => {
  beforeEach(() => database.clear());

  it('accounts for every row', async () => {
    const result = await runImport(await writeDataSet(tinyDataSet));
    expect(result).toMatchObject({ status: 0, stderr: '' });
    const lines = result.stdout.split('\n').filter((line) => !/^ {2}(report|dataset) /.test(line));
    // The sum is derived beside the data set.
    expect(lines).toEqual([
      'Imported tiny',
      '  tiny.user     2 read = 2 accepted + 0 quarantined',
      '  tiny.item     3 read = 3 accepted + 0 quarantined',
      '  tiny.inter    7 read = 7 accepted + 0 quarantined',
      '  all files     12 read = 12 accepted + 0 quarantined',
      '  events        7 read = 3 likes + 2 nopes + 1 neutral + 1 superseded (decided again later) + 0 quarantined',
      '  catalogue     3 items, 0 rows merged into others, 0 blocked',
      '  items         3 added, 0 changed, 0 unchanged',
      '  decisions     5 added, 0 changed, 0 unchanged, of 2 people',
      '',
    ]);
  });

  it('changes nothing the second time', async () => {
    const folder = await writeDataSet(tinyDataSet);
    await runImport(folder);
    const before = await snapshotTables(database.client);
    const result = await runImport(folder);
    expect(result.stdout).toContain('0 added, 0 changed, 5 unchanged');
    expect(result.stdout).toContain('0 added, 0 changed, 3 unchanged');
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it('moves the limits of likes and nopes by its flags', async () => {
    const result = await runImport(await writeDataSet(tinyDataSet), '--like-min', '5', '--nope-max', '4');
    // ann: a 5 like, b 4 then 1 nope, c 3 nope; bob: a 2 nope, b 5 like, c 4 nope: 2 likes, 4 nopes, 1 superseded.
    expect(result.stdout).toContain('7 read = 2 likes + 4 nopes + 0 neutral + 1 superseded');
  });

  it('imports a CSV file by a mapping, and catalogues of other formats', async () => {
    const folder = newTempFolder();
    const at = (name: string) => path.join(folder, name);
    await writeFile(
      at('mapping.json'),
      JSON.stringify({
        kind: 'events',
        columns: { personKey: 'who', externalId: 'what', kind: 'how', decidedAt: 'when' },
        kindValues: { like: ['good'], nope: ['bad'] },
        timeFormat: 'iso',
        timeZone: 'Asia/Tokyo',
        delimiter: ';',
      }),
    );
    const lines = ['who;what;how;when', 'ann;x;good;2026-01-01 09:00:00', 'bob;"x";bad;2026-01-01T00:00:00Z'];
    await writeFile(at('shop.csv.gz'), gzipSync(`${lines.join('\r\n')}\r\n`));
    await writeFile(at('items.jsonl'), '{"external_id":"x","title":"Ten","tags":["one","two"]}\n');
    const items = await runImport(at('items.jsonl'), '--kind', 'catalogue', '--source', 'shop');
    expect(items.stdout).toContain('1 items');
    const events = await runImport(
      at('shop.csv.gz'),
      '--mapping',
      at('mapping.json'),
      '--unknown-items',
      'quarantine',
    );
    expect(events).toMatchObject({ status: 0, stderr: '' });
    // Nine o'clock in Japan is midnight in Greenwich.
    const times =
      'select person_key, decision::text, extract(epoch from decided_at)::float8 from app.imported_decisions';
    expect(await rowsOf(`${times} order by 1`)).toEqual([
      ['ann', 'like', 1_767_225_600],
      ['bob', 'nope', 1_767_225_600],
    ]);
    expect(await rowsOf('select name from app.tags order by 1')).toEqual([['one'], ['two']]);
  });

  it('imports rows without ratings and times when it is told to', async () => {
    const folder = newTempFolder();
    const file = path.join(folder, 'watched.csv');
    await writeFile(file, 'user_id,item_id\nann,x\nann,y\n');
    expect((await runImport(file, '--kind', 'events')).stderr).toContain(
      'watched.csv, column rating or label',
    );
    const result = await runImport(file, '--kind', 'events', '--all-likes', '--no-times');
    expect(result.stdout).toContain('2 read = 2 likes + 0 nopes');
    // Lines 2 and 3 of the file.
    expect(
      await rowsOf('select extract(epoch from decided_at)::float8 from app.imported_decisions order by 1'),
    ).toEqual([[2], [3]]);
  });

  it('says what would become of the rows, and changes nothing', async () => {
    const before = await snapshotTables(database.client);
    const folder = await writeDataSet(tinyDataSet);
    for (const flag of ['--dry-run', '--dataset-only']) {
      const result = await runImport(folder, flag);
      expect(result).toMatchObject({ status: 0, stderr: '' });
      expect(result.stdout).toContain('7 read = 3 likes + 2 nopes + 1 neutral + 1 superseded');
      expect(result.stdout).toMatch(/stored +nothing/);
    }
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it.each([
    [['--like-min', '2', '--nope-max', '2'], 'likes start at 2, nopes end at 2'],
    [['--like-min', 'high'], 'Cannot use --like-min'],
    [['--source', 'a:b'], 'its name holds a colon'],
    [['--shard', '5/4'], 'Cannot use --shard 5/4'],
    [['--mapping', '/nowhere.json'], 'Cannot use the mapping /nowhere.json: it does not exist'],
    [['--unknown-items', 'drop'], 'Cannot use --unknown-items'],
  ])('refuses %j', async (flags, message) => {
    const result = await runImport(await writeDataSet(tinyDataSet), ...flags);
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
    expect(result.stderr).toMatch(/^error INVALID_CONFIG: /);
  });

  it('says how to start a stack when none runs', async () => {
    const root = newTempFolder();
    const result = await runMatching(['import', await writeDataSet(tinyDataSet), '--root', root]);
    expect(result).toMatchObject({ status: 3, stderr: expect.stringContaining('npx matching stack start') });
  });
});
