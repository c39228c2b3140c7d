import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { type MarkStaleOptions, markStale } from '../../../batch/store/mark-stale.ts';
import { storeCatalogue } from '../../../batch/store/store-catalogue.ts';
import { storePolicyBlocks } from '../../../batch/store/store-policy-blocks.ts';
import { storeQuarantine } from '../../../batch/store/store-quarantine.ts';
import { storeTerms } from '../../../batch/store/store-terms.ts';
import { type SwapRankingOptions, swapRanking } from '../../../batch/store/swap-ranking.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { type StoreWorld, startStoreWorld } from './support.ts';

let world: StoreWorld;
beforeAll(async () => {
  world = await startStoreWorld();
}, 180_000);
afterAll(() => world?.stop());
beforeEach(() => world.clear());

type Row = Record<string, unknown>;

/** A full sync that lists these rows: what it began at, for markStale. */
async function sync(rows: Row[], source = 'shop'): Promise<Date> {
  const { rows: now } = await world.client.query<{ now: Date }>('select clock_timestamp() as now');
  const files = await world.catalogue(rows.map((row) => ({ source, ...row })));
  await storeCatalogue(world.client, world.duck, { files, source });
  return now[0]!.now;
}

const ids = (...externalIds: string[]) => externalIds.map((external_id) => ({ external_id }));
const hiddenSql = `
  select external_id, hidden_reasons::text from app.items where status = 'hidden' order by 1`;

describe('markStale()', () => {
  const full = async (rows: Row[], options: Partial<MarkStaleOptions> = {}) =>
    markStale(world.client, { source: 'shop', seenSince: await sync(rows), ...options });

  it('hides an item after three full syncs without it and shows it when it is back', async () => {
    await sync(ids('a', 'b', 'c'));
    const missing = { known: 3, seen: 2, missed: 1 };
    expect(await full(ids('a', 'b'))).toEqual({ ...missing, hidden: 0 });
    expect(await full(ids('a', 'b'))).toEqual({ ...missing, hidden: 0 });
    expect(await world.rows(hiddenSql)).toEqual([]);
    expect(await full(ids('a', 'b'))).toEqual({ ...missing, hidden: 1 });
    expect(await world.rows(hiddenSql)).toEqual([['c', '{stale}']]);
    // Given up: it is not looked for any more.
    expect(await full(ids('a', 'b'))).toEqual({ known: 2, seen: 2, missed: 0, hidden: 0 });
    await sync(ids('c'));
    expect(await world.rows(hiddenSql)).toEqual([]);
    expect(await world.rows('select sum(missed_syncs)::int from app.item_sources')).toEqual([[0]]);
  });

  it('starts again after an item was seen in between', async () => {
    await sync(ids('a', 'b', 'c'));
    for (const list of [ids('a', 'b'), ids('a', 'b'), ids('a', 'b', 'c'), ids('a', 'b'), ids('a', 'b')]) {
      expect((await full(list)).hidden).toBe(0);
    }
  });

  it('counts one sync once, however often it is asked', async () => {
    await sync(ids('a', 'b', 'c'));
    const seenSince = await sync(ids('a', 'b'));
    for (let time = 0; time < 4; time++) await markStale(world.client, { source: 'shop', seenSince });
    expect(await world.rows('select external_id, missed_syncs from app.item_sources order by 1')).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ]);
  });

  it('refuses a sync that saw less than half of what is known, and changes nothing', async () => {
    await sync(ids('a', 'b', 'c'));
    await expect(full(ids('a'))).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    await expect(full([])).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    expect(await world.rows('select sum(missed_syncs)::int from app.item_sources')).toEqual([[0]]);
    expect((await full(ids('a'), { minSeenShare: 0.3 })).missed).toBe(2);
  });

  it('keeps an item that another source still lists', async () => {
    const jan = { jan_code: '4900000000017' };
    await sync([...ids('a', 'b'), { external_id: 'c', ...jan }]);
    await sync([{ external_id: 'x', ...jan }], 'index');
    for (let time = 0; time < 3; time++) await full(ids('a', 'b'));
    expect(await world.rows(hiddenSql)).toEqual([]);
    expect(await world.rows(`select missed_syncs from app.item_sources where external_id = 'c'`)).toEqual([
      [3],
    ]);
  });

  it('looks only at items whose floors were all synced', async () => {
    const on = (external_id: string, ...floors: string[]) => ({ external_id, floors });
    await sync([on('a', 'video'), on('b', 'video'), on('c', 'video', 'discs'), on('d', 'discs'), on('e')]);
    const seenSince = await sync([on('a', 'video')]);
    expect(await markStale(world.client, { source: 'shop', seenSince, floors: ['video'] })).toEqual({
      known: 2,
      seen: 1,
      missed: 1,
      hidden: 0,
    });
    expect(await world.rows('select external_id from app.item_sources where missed_syncs > 0')).toEqual([
      ['b'],
    ]);
  });

  it('is what a full snapshot ends with', async () => {
    await sync(ids('a', 'b'));
    const files = await world.catalogue(ids('a', 'n'));
    const stored = await storeCatalogue(world.client, world.duck, {
      files,
      source: 'shop',
      fullSnapshot: true,
    });
    expect(stored).toEqual({
      added: 1,
      changed: 0,
      unchanged: 1,
      merged: 0,
      missed: { known: 2, seen: 1, missed: 1, hidden: 0 },
    });
  });
});

describe('swapRanking()', () => {
  const swap = (externalIds: string[], options: Partial<SwapRankingOptions> = {}) =>
    swapRanking(world.client, { source: 'shop', floor: 'video', externalIds, ...options });
  const rankingsSql = `
    select r.state::text, array_agg(e.external_id order by e.position)
    from app.rankings as r left join app.ranking_entries as e on e.ranking_id = r.id group by r.id order by r.id`;

  it('makes a ranking current and keeps the one before', async () => {
    await sync(ids('a', 'b', 'c'));
    expect(await swap(['b', 'a', 'b'])).toMatchObject({ entries: 2, known: 2 });
    await swap(['a', 'c']);
    await swap(['c', 'x']);
    expect(await world.rows(rankingsSql)).toEqual([
      ['previous', ['a', 'c']],
      ['current', ['c', 'x']],
    ]);
  });

  it('leaves the current one in place, and nothing behind, when the new one is bad', async () => {
    await sync(ids('a', 'b', 'c'));
    await swap(['a', 'b', 'c']);
    const bad = [[], ['a'], ['x', 'y', 'a']];
    for (const externalIds of bad) {
      await expect(swap(externalIds)).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    }
    // '' is refused by the database itself, half way through.
    await expect(swap(['a', 'b', ''])).rejects.toThrow(/external_id/);
    expect(await world.rows(rankingsSql)).toEqual([['current', ['a', 'b', 'c']]]);
  });

  it('clears away what a killed run staged', async () => {
    await sync(ids('a'));
    await world.client.query(
      `insert into app.rankings (source, floor) values ('shop', 'video'), ('shop', 'discs')`,
    );
    await swap(['a']);
    expect(await world.rows('select floor, state::text from app.rankings order by 1')).toEqual([
      ['discs', 'staged'],
      ['video', 'current'],
    ]);
  });
});

describe('storeTerms()', () => {
  it('adds, changes and recognises terms', async () => {
    const term = (externalId: string, name: string) => ({
      kind: 'maker' as const,
      externalId,
      name,
      reading: null,
    });
    const terms = [term('1', 'One'), term('2', 'Two'), term('2', 'Two again')];
    expect(await storeTerms(world.client, terms, 'shop')).toEqual({ added: 2, changed: 0, unchanged: 0 });
    expect(
      await storeTerms(world.client, [term('1', 'One'), term('2', 'Zwei'), term('3', 'Three')], 'shop'),
    ).toEqual({ added: 1, changed: 1, unchanged: 1 });
    expect(await world.rows('select external_id, name from app.source_terms order by 1')).toEqual([
      ['1', 'One'],
      ['2', 'Zwei'],
      ['3', 'Three'],
    ]);
  });
});

describe('storePolicyBlocks()', () => {
  it('keeps counts by rule, once a run', async () => {
    const { rows } = await world.client.query<{ version: number }>(`
      insert into app.content_policies (policy, policy_sha256) values ('{}', repeat('a', 64))
      on conflict (policy_sha256) do update set policy = '{}' returning version`);
    const blocks = {
      runId: '00000000-0000-4000-8000-000000000001',
      source: 'shop',
      policyVersion: rows[0]!.version,
      blocked: { 'rule-a': 3, 'rule-b': 1 },
    };
    await storePolicyBlocks(world.client, blocks);
    await storePolicyBlocks(world.client, blocks);
    expect(await world.rows('select rule, blocked::int from app.policy_blocks order by 1')).toEqual([
      ['rule-a', 3],
      ['rule-b', 1],
    ]);
  });
});

describe('storeQuarantine()', () => {
  const runId = '00000000-0000-4000-8000-000000000001';

  /** Table `quarantine` of a validated dataset with three rows, not in their order. */
  async function quarantine(): Promise<string[]> {
    const file = path.join(newTempFolder(), 'quarantine.parquet');
    await world.duck.run(`
    copy (
      select * from (values
        ('b.csv', 1::bigint, 'price_yen', 'price_invalid', '{"title":"x"}'),
        ('a.csv', 10, '*', 'quote_not_closed', '{"text":"\\"q\\u00e9"}'),
        ('a.csv', 9, 'external_id', 'id_missing', '{"title":null}')
      ) as t (file, row_number, field, reason, record)
    ) to ${sqlText(file)} (format parquet)`);
    return [file];
  }

  it('stores the first rows by file and row, once a run, and says how many there are', async () => {
    const options = {
      files: await quarantine(),
      runId,
      source: 'shop',
      dataset: 'catalogue' as const,
      limit: 2,
    };
    for (let time = 0; time < 2; time++) {
      expect(await storeQuarantine(world.client, world.duck, options)).toEqual({ stored: 2, total: 3 });
      expect(
        await world.rows(
          'select source, place, field, reason, record from app.quarantine order by quarantined_at, place',
        ),
      ).toEqual([
        ['shop', 'a.csv:10', '*', 'quote_not_closed', { text: '"q\u00e9' }],
        ['shop', 'a.csv:9', 'external_id', 'id_missing', { title: null }],
      ]);
    }
  });

  it('keeps rows of people by their place alone', async () => {
    const files = await quarantine();
    await storeQuarantine(world.client, world.duck, { files, runId, source: 'app', dataset: 'events' });
    expect(
      await world.rows(`select place, record from app.quarantine where dataset = 'events' order by place`),
    ).toEqual([
      ['a.csv:10', null],
      ['a.csv:9', null],
      ['b.csv:1', null],
    ]);
  });
});
