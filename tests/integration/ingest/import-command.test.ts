import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';
import { snapshotTables } from './snapshot-tables.ts';
import { startTestDatabase, type TestDatabase } from './start-test-database.ts';

let database: TestDatabase;
const importFolder = (folder: string, ...flags: string[]) =>
  runMatching(['import', folder, '--root', database.root, ...flags]);

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
const good = 'ann a 5 1000';

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
];

/** Of each, how many rows are read, refused, and the reason. */
const badRows: [name: string, files: Record<string, string[]>, read: number, reason: string][] = [
  ['header again', inter(good, header), 2, 'header_again'],
  ['too few', inter(good, 'ann b 5'), 2, 'too_few_columns'],
  ['too many', inter(good, 'ann b 5 1 2'), 2, 'too_many_columns'],
  ['rating is text', inter(good, 'ann b great 1'), 2, 'rating_invalid'],
  ['rating is empty', inter(good, 'ann b  1'), 2, 'rating_missing'],
  ['time is a date', inter(good, 'ann b 5 2026-01-01'), 2, 'time_invalid'],
  ['time in milliseconds', inter(good, 'ann b 5 1760000000000'), 2, 'time_out_of_range'],
  ['no person', inter(good, ' b 5 1'), 2, 'id_missing'],
  ['unknown item', inter(good, 'ann A 5 1'), 2, 'item_unknown'],
];

describe('matching import with bad data', () => {
  beforeAll(async () => {
    // Something to lose.
    await importFolder(await writeDataSet(tinyDataSet));
  });

  it.each(badFolders)('refuses: %s', async (_, files, message) => {
    const before = await snapshotTables(database.client);
    const result = await importFolder(await writeDataSet(files));
    expect(result).toMatchObject({ status: 2, stdout: '' });
    const [first, hint] = result.stderr.split('\n');
    expect(first).toMatch(/^error INVALID_DATA: Cannot (read|import) /);
    expect(first).toContain(message);
    expect(hint).toMatch(/^ {2}[A-Z].+\.$/);
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it.each(badRows)('quarantines: %s', async (_, files, read, reason) => {
    const folder = await writeDataSet(files);
    const before = await snapshotTables(database.client);
    const refused = await importFolder(folder);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^error TOO_MANY_REJECTS: /);
    expect(await snapshotTables(database.client)).toEqual(before);
    const accepted = await importFolder(folder, '--max-reject-share', '1', '--dataset-only');
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain(`${read} read = ${read - 1} accepted + 1 quarantined`);
    expect(accepted.stdout).toContain(`1 quarantined: ${reason}`);
  });

  it('never prints a value of a row', async () => {
    const result = await importFolder(await writeDataSet(inter('secretperson secretitem secretrating 1')));
    expect(result.status).toBe(2);
    expect(result.stderr).not.toContain('secret');
  });

  it('refuses a path that does not exist', async () => {
    const result = await importFolder(path.join(newTempFolder(), 'nowhere'));
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toMatch(/^error [A-Z_]+: Cannot .*nowhere/);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const folder = await writeDataSet(inter(good));
    await writeFile(path.join(folder, 'tiny.inter'), Buffer.from([0x75, 0xff, 0xfe, 0x0a]));
    expect(await importFolder(folder)).toMatchObject({
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
    expect(result.stderr).toMatch(/^error TOO_MANY_REJECTS: /m);
  }, 20_000);
});

describe('matching import', () => {
  beforeEach(() => database.clear());

  it('accounts for every row', async () => {
    const result = await importFolder(await writeDataSet(tinyDataSet));
    expect(result.status).toBe(0);
    // The sum is derived beside the data set.
    expect(result.stdout).toContain(
      '7 read = 3 likes + 2 nopes + 1 neutral + 1 superseded (decided again later) + 0 quarantined',
    );
  });

  it('changes nothing the second time', async () => {
    const folder = await writeDataSet(tinyDataSet);
    await importFolder(folder);
    const before = await snapshotTables(database.client);
    const result = await importFolder(folder);
    expect(result.stdout).toContain('0 added, 0 changed, 5 unchanged');
    expect(result.stdout).toContain('0 added, 0 changed, 3 unchanged');
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it('moves the limits of likes and nopes by its flags', async () => {
    const result = await importFolder(await writeDataSet(tinyDataSet), '--like-min', '5', '--nope-max', '4');
    // ann: a 5 like, b 4 then 1 nope, c 3 nope; bob: a 2 nope, b 5 like, c 4 nope: 2 likes, 4 nopes, 1 superseded.
    expect(result.stdout).toContain('7 read = 2 likes + 4 nopes + 0 neutral + 1 superseded');
  });

  it.each([
    [['--like-min', '2', '--nope-max', '2'], 'likes start at 2, nopes end at 2'],
    [['--like-min', 'high'], 'Cannot use --like-min'],
    [['--source', 'a:b'], 'its name holds a colon'],
  ])('refuses %j', async (flags, message) => {
    const result = await importFolder(await writeDataSet(tinyDataSet), ...flags);
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
    expect(result.stderr).toMatch(/^error INVALID_CONFIG: /);
  });

  it('says how to start a stack when none runs', async () => {
    const root = newTempFolder();
    const result = await runMatching(['import', await writeDataSet(tinyDataSet), '--root', root]);
    expect(result).toMatchObject({ status: 3, stderr: expect.stringContaining('npx matching stack start') });
  });
});
