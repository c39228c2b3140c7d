import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { inspectCatalogue } from '../../../batch/validate/inspect-catalogue.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { item, ruleSet, type TableRow, writeCatalogue } from './support/create-tables.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder(), memoryMegabytes: 200 });
});
afterAll(() => duck.close());

/** What one rule of severity reject says of some rows. */
async function judge(rule: Record<string, unknown>, rows: readonly TableRow[]) {
  const file = await writeCatalogue(
    duck,
    newTempFolder(),
    rows.map((row, index) => item(index + 1, row)),
  );
  const report = await inspectCatalogue(
    { duck },
    {
      name: 'test',
      version: 'v1',
      files: [file],
      rules: ruleSet('catalogue', [{ id: 'rule', severity: 'reject', ...rule }]),
      asOf: new Date('2024-06-01T00:00:00Z'),
      freshness: [],
    },
  );
  const { judged, failed } = report.rules.find(({ id }) => id === 'rule')!;
  expect(report.accounting.quarantined).toBe(failed);
  return { judged, failed, reason: report.reasons[0]?.reason };
}

describe('checks', () => {
  it('required refuses null, empty texts and empty lists', async () => {
    expect(
      await judge({ field: 'maker', check: 'required' }, [{ maker: 'M' }, { maker: null }, { maker: '' }]),
    ).toEqual({ judged: 3, failed: 2, reason: 'maker_missing' });
    expect(
      await judge({ field: 'tags', check: 'required' }, [{ tags: ['a'] }, { tags: [] }, { tags: null }]),
    ).toEqual({
      judged: 3,
      failed: 2,
      reason: 'tags_missing',
    });
  });

  it('range takes its bounds in, for numbers and times, and lets null pass', async () => {
    const rows = [9, 10, 20, 21, null].map((price_yen) => ({ price_yen }));
    const params = { minimum: 10, maximum: 20 };
    expect(await judge({ field: 'price_yen', check: 'range', params }, rows)).toEqual({
      judged: 4,
      failed: 2,
      reason: 'price_yen_out_of_range',
    });
    const times = ['2023-12-31 23:59:59', '2024-01-01 00:00:00'].map((released_at) => ({ released_at }));
    const since = { field: 'released_at', check: 'range', params: { minimum: '2024-01-01T00:00:00Z' } };
    expect(await judge(since, times)).toEqual({ judged: 2, failed: 1, reason: 'released_at_out_of_range' });
  });

  it('length counts characters and elements', async () => {
    const params = { minimum: 2, maximum: 3 };
    const titles = ['あ', 'あい', 'abc', 'abcd'].map((title) => ({ title }));
    expect(await judge({ field: 'title', check: 'length', params }, titles)).toEqual({
      judged: 4,
      failed: 2,
      reason: 'title_length',
    });
    const tags = [[], ['a'], ['a', 'b']].map((list) => ({ tags: list }));
    expect(await judge({ field: 'tags', check: 'length', params }, tags)).toMatchObject({
      judged: 2,
      failed: 1,
    });
  });

  it('pattern wants the whole value, quotes in it included', async () => {
    const codes = ["AB'1", "AB'12", "xAB'1", null].map((product_code) => ({ product_code }));
    const rule = { field: 'product_code', check: 'pattern', params: { pattern: "[A-Z]+'\\d" } };
    expect(await judge(rule, codes)).toEqual({ judged: 3, failed: 2, reason: 'product_code_pattern' });
  });

  it('one_of compares texts and numbers', async () => {
    const makers = ["O'Hara", 'Other'].map((maker) => ({ maker }));
    expect(await judge({ field: 'maker', check: 'one_of', params: { values: ["O'Hara"] } }, makers)).toEqual({
      judged: 2,
      failed: 1,
      reason: 'maker_unexpected',
    });
    const counts = [1, 2, 3].map((review_count) => ({ review_count }));
    const rule = { field: 'review_count', check: 'one_of', params: { values: [1, 3] } };
    expect(await judge(rule, counts)).toMatchObject({ judged: 3, failed: 1 });
  });

  it('not_in_future looks from the day of reading, with tolerance', async () => {
    // Read on 1 June 00:00, one hour of tolerance.
    const times = ['2024-06-01 01:00:00', '2024-06-01 01:00:01'].map((released_at) => ({ released_at }));
    const rule = { field: 'released_at', check: 'not_in_future', params: { toleranceHours: 1 } };
    expect(await judge(rule, times)).toEqual({ judged: 2, failed: 1, reason: 'released_at_in_future' });
  });

  it('unique finds values that several items of one source have', async () => {
    const rows = [
      { external_id: 'a', jan_code: '1' },
      { external_id: 'b', jan_code: '1' },
      { external_id: 'c', jan_code: '2' },
      { external_id: 'c', jan_code: '2' }, // the same item twice
      { external_id: 'd', jan_code: '2', source: 'other' },
      { external_id: 'e', jan_code: null },
      { external_id: 'f', jan_code: null },
    ];
    expect(await judge({ field: 'jan_code', check: 'unique' }, rows)).toEqual({
      judged: 5,
      failed: 2,
      reason: 'jan_code_not_unique',
    });
  });

  it('compare judges where both fields say something', async () => {
    const rows = [
      { price_yen: 100, list_price_yen: 100 },
      { price_yen: 101, list_price_yen: 100 },
      { price_yen: 101, list_price_yen: null },
    ];
    const rule = {
      field: 'price_yen',
      check: 'compare',
      params: { operator: '<=', other: 'list_price_yen' },
    };
    expect(await judge(rule, rows)).toEqual({ judged: 2, failed: 1, reason: 'price_yen_inconsistent' });
  });

  it('refuses a pattern that RE2 does not read before it reads a row', async () => {
    const rule = { field: 'title', check: 'pattern', params: { pattern: '(?=a)b' } };
    await expect(judge(rule, [])).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('rule'),
    });
  });
});
