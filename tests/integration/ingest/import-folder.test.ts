import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyRows } from '../../../batch/io/copy-rows.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';
import { importFolder } from '../../support/import-folder.ts';
import { snapshotTables } from './snapshot-tables.ts';
import { startTestDatabase, type TestDatabase } from './start-test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database?.stop());
beforeEach(() => database.clear());

const header = 'user_id:token item_id:token rating:float timestamp:float';
const load = async (files: Record<string, string[]>, options = {}) =>
  importFolder(database.client, await writeDataSet(files), options);

async function rowsOf(sql: string): Promise<unknown[][]> {
  return (await database.client.query({ text: sql, rowMode: 'array' })).rows;
}

const itemsSql = `
  select i.source, i.external_id, i.title, m.name, s.name, extract(epoch from i.released_at)::float8,
    i.duration_minutes, i.price_yen, i.status::text,
    (select string_agg(t.name, ',' order by t.name) from app.item_tags as l
      join app.tags as t on t.id = l.tag_id where l.item_id = i.id)
  from app.items as i left join app.makers as m on m.id = i.maker_id left join app.series as s on s.id = i.series_id
  order by i.id`;
const decisionsSql = `
  select d.source, d.person_key, i.external_id, d.decision::text, extract(epoch from d.decided_at)::float8
  from app.imported_decisions as d join app.items as i on i.id = d.item_id order by 2, 3`;

describe('importFolder()', () => {
  it('stores items with their names and the latest decisions', async () => {
    await load(tinyDataSet);
    expect(await rowsOf(itemsSql)).toEqual([
      ['tiny', 'a', 'Alpha', 'MakerOne', 'SeriesOne', 86400, 60, 500, 'active', 'tag-mint'],
      // 90.4 minutes are rounded; no price is null.
      ['tiny', 'b', 'Beta', 'MakerOne', null, 172800.5, 90, null, 'active', 'tag-plum'],
      ['tiny', 'c', 'Gamma', 'MakerTwo', 'SeriesTwo', null, null, null, 'active', 'tag-mint'],
    ]);
    expect(await rowsOf(decisionsSql)).toEqual([
      ['tiny', 'ann', 'a', 'like', 1000],
      ['tiny', 'ann', 'b', 'nope', 1002],
      ['tiny', 'bob', 'a', 'nope', 1004],
      ['tiny', 'bob', 'b', 'like', 999.5],
      ['tiny', 'bob', 'c', 'like', 1000],
    ]);
  });

  it('refreshes popularity: all three likes lie within a second, so each counts 1', async () => {
    await load(tinyDataSet);
    const rows = await rowsOf(
      'select i.external_id, round(p.decayed_likes::numeric, 3)::float8 from app.item_popularity as p join app.items as i on i.id = p.item_id order by 1',
    );
    expect(rows).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
  });

  it('follows a changed catalogue and leaves hidden items hidden', async () => {
    await load(tinyDataSet);
    await database.client.query(`update app.items set status = 'hidden' where external_id = 'a'`);
    const changed = { ...tinyDataSet, 'tiny.item': [...tinyDataSet['tiny.item']] };
    changed['tiny.item'][1] = 'a Alpha2 MakerTwo   tag-plum 86400 60 500';
    changed['tiny.item'].push('d Delta       ');
    const report = await load(changed);
    expect(report.stored!.items).toMatchObject({ added: 1, changed: 1, unchanged: 2 });
    const [first] = await rowsOf(itemsSql);
    expect(first).toEqual(['tiny', 'a', 'Alpha2', 'MakerTwo', null, 86400, 60, 500, 'hidden', 'tag-plum']);
  });

  it('takes a later decision and never an older one', async () => {
    await load(tinyDataSet);
    const inter = [header, 'ann a 1 2000', 'ann b 5 500', 'bob a 2 1004'];
    const report = await load({ ...tinyDataSet, 'tiny.inter': inter });
    // ann a: now a nope. ann b: the stored nope of 1002 is later than 500. bob a: the same.
    expect(report.stored!.decisions).toEqual({ added: 0, changed: 1, unchanged: 2, keptOut: 0 });
    expect((await rowsOf(decisionsSql)).slice(0, 2)).toEqual([
      ['tiny', 'ann', 'a', 'nope', 2000],
      ['tiny', 'ann', 'b', 'nope', 1002],
    ]);
  });

  it('makes items from the ids when there is no .item file, and keeps what is known of them', async () => {
    const ids = { 'tiny.inter': [header, 'ann z 5 1', 'ann y 1 2', 'bob z 5 3'] };
    expect((await load(ids)).stored!.items).toMatchObject({ added: 0, changed: 0, created: 2 });
    expect((await rowsOf(itemsSql)).map((row) => row.slice(1, 3))).toEqual([
      ['z', 'z'],
      ['y', 'y'],
    ]);
    await load(tinyDataSet);
    const before = await rowsOf(itemsSql);
    await load({ 'tiny.inter': tinyDataSet['tiny.inter'] });
    expect(await rowsOf(itemsSql)).toEqual(before);
  });

  it('keeps sources apart', async () => {
    await load(tinyDataSet, { source: 'one' });
    await load(tinyDataSet, { source: 'two' });
    expect(await rowsOf('select source, count(*)::int from app.items group by 1 order by 1')).toEqual([
      ['one', 3],
      ['two', 3],
    ]);
    expect(await rowsOf('select count(*)::int from app.imported_decisions')).toEqual([[10]]);
    expect(await rowsOf('select count(*)::int from app.makers')).toEqual([[2]]);
  });

  it('goes on where the database failed half way', async () => {
    await load(tinyDataSet);
    const undisturbed = await rowsOf(decisionsSql);
    await database.clear();
    await database.client.query(`
      create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
      create trigger refuse before insert on app.imported_decisions execute function pg_temp.refuse()`);
    try {
      await expect(load(tinyDataSet)).rejects.toThrow('refused');
    } finally {
      await database.client.query('drop trigger refuse on app.imported_decisions');
    }
    expect(await rowsOf('select count(*)::int from app.imported_decisions')).toEqual([[0]]);
    await load(tinyDataSet);
    expect(await rowsOf(decisionsSql)).toEqual(undisturbed);
    expect((await rowsOf(itemsSql)).length).toBe(3);
  });

  it('stores nothing of a data set over its reject limit, nor of its catalogue', async () => {
    const inter = [...tinyDataSet['tiny.inter'], 'ann a great 1'];
    const before = await snapshotTables(database.client);
    // One of eight rows is more than one in a hundred.
    const refused = load({ ...tinyDataSet, 'tiny.inter': inter });
    await expect(refused).rejects.toMatchObject({ code: 'TOO_MANY_REJECTS', exitStatus: 2 });
    expect(await snapshotTables(database.client)).toEqual(before);
  });

  it('blocks what the content policy names, and events on it', async () => {
    const policy = { rules: [{ id: 'plum', subject: 'tag' as const, values: ['tag-plum'] }] };
    const report = await load(tinyDataSet, { policy, maxRejectShare: 0.5 });
    expect(report.catalogue).toMatchObject({
      ...{ read: 3, accepted: 2, quarantined: 1, kept: 2 },
      blocked: [{ rule: 'plum', rows: 1 }],
    });
    // Item b is gone: ann decided on it twice, bob once.
    expect(report.events).toMatchObject({
      ...{ read: 7, accepted: 4, quarantined: 3, likes: 2, nopes: 1, neutral: 1, superseded: 0 },
      reasons: [{ reason: 'item_unknown', rows: 3 }],
    });
    expect((await rowsOf(itemsSql)).map((row) => row[1])).toEqual(['a', 'c']);
    await expect(load(tinyDataSet, { policy, unknownItems: 'create' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'Cannot create unknown items: the content policy blocked 1 items',
    });
  });

  it('knows the items of the database where no catalogue comes with the events', async () => {
    await load(tinyDataSet);
    const inter = [header, 'zoe a 5 1', 'zoe nowhere 5 1'];
    const options = { unknownItems: 'quarantine', maxRejectShare: 0.5 };
    const report = await load({ 'tiny.inter': inter }, options);
    expect(report.events).toMatchObject({ accepted: 1, quarantined: 1, likes: 1 });
    expect(report.stored!.items).toMatchObject({ created: 0 });
  });

  it('notes its datasets, and refused rows without their people', async () => {
    await database.client.query('truncate app.dataset_versions, app.quarantine');
    const inter = [...tinyDataSet['tiny.inter'], 'ann secret 5 1'];
    const report = await load({ ...tinyDataSet, 'tiny.inter': inter }, { maxRejectShare: 0.5 });
    const names = 'select stage, name, fingerprint from app.dataset_versions order by 1, 2, 3';
    const made = report.datasets.map(({ stage, name, fingerprint }) => [stage, name, fingerprint]);
    expect(await rowsOf(names)).toEqual(made.sort());
    expect(await rowsOf('select source, dataset, place, field, reason, record from app.quarantine')).toEqual([
      ['tiny', 'events', 'tiny.inter:9', 'external_id', 'item_unknown', null],
    ]);
  });
});

describe('copyRows()', () => {
  it('brings every kind of text through COPY', async () => {
    const texts = [
      'tab\there',
      'line\nbreak',
      'carriage\rreturn',
      'back\\slash',
      '\\N',
      '\\.',
      '',
      'ü 日本 🙂',
      null,
    ];
    await database.client.query(
      'begin; create temp table copied (n int, t text, f float8, b bool) on commit drop',
    );
    const rows = texts.map((text, n) => [n, text, n / 3, n % 2 === 0] as const);
    const target = { table: 'copied', columns: ['n', 't', 'f', 'b'] };
    expect(await copyRows(database.client, target, rows)).toBe(texts.length);
    expect(await rowsOf('select n, t, f, b from copied order by n')).toEqual(rows);
    await database.client.query('rollback');
  });

  it('sends many rows in several chunks, and takes none at all', async () => {
    await database.client.query('begin; create temp table copied (n int, t text) on commit drop');
    const target = { table: 'copied', columns: ['n', 't'] };
    const rows = Array.from({ length: 5000 }, (_, n) => [n, 'x'.repeat(200)] as const);
    expect(await copyRows(database.client, target, rows)).toBe(5000);
    expect(await copyRows(database.client, target, [])).toBe(0);
    // Sum of 0 to 4999 = 4999 * 5000 / 2.
    expect(await rowsOf('select sum(n)::int, sum(length(t))::int from copied')).toEqual([
      [12_497_500, 1_000_000],
    ]);
    await database.client.query('rollback');
  });

  it('reports what the server refuses, and the client goes on', async () => {
    await database.client.query('create temp table copied (n int)');
    const target = { table: 'copied', columns: ['n'] };
    await expect(copyRows(database.client, target, [['text']])).rejects.toThrow(/invalid input syntax/);
    expect(await rowsOf('select count(*)::int from copied')).toEqual([[0]]);
    await database.client.query('drop table copied');
  });
});
