import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { storeQuarantine } from '../../../batch/store/store-quarantine.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { type StoreWorld, startStoreWorld } from './support.ts';

let world: StoreWorld;
beforeAll(async () => {
  world = await startStoreWorld();
}, 60_000);
afterAll(() => world?.stop());

const runId = '00000000-0000-4000-8000-000000000001';

/** Table `quarantine` of a validated dataset with three rows, not in their order. */
async function quarantine(): Promise<string[]> {
  const file = path.join(newTempFolder(), 'quarantine.parquet');
  await world.duck.run(`
    copy (
      select * from (values
        ('b.csv', 1::bigint, 'price_yen', 'price_invalid', '{"title":"x"}'),
        ('a.csv', 10, '*', 'quote_not_closed', '{"text":"\\"q\\\\u00e9"}'),
        ('a.csv', 9, 'external_id', 'id_missing', '{"title":null}')
      ) as t (file, row_number, field, reason, record)
    ) to ${sqlText(file)} (format parquet)`);
  return [file];
}

it('storeQuarantine() stores the first rows by file and row, once a run, and says how many there are', async () => {
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

it('storeQuarantine() keeps rows of people by their place alone', async () => {
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
