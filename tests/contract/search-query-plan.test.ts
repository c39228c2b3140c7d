import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

const itemCount = 20_000;

describe('the search of find_items', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(18);
    await createPerson(database, { adult: true });
    await database.exec(`
      insert into app.items (source, external_id, title)
      -- As long as a title and its names are.
      select 'test', 'x' || n, concat_ws(' ', 'Title', md5(n::text), md5(n || 'a'), md5(n || 'b')) from generate_series(1, ${itemCount}) as n;
      update app.items set title = 'A mystery of the sea' where id = 77`);
    // As autovacuum does after so many rows: without it the index has a list of what is still to be put in.
    await database.exec('vacuum analyze app.item_search');
  }, 120_000);
  afterAll(() => database?.close());

  test.each([
    ['a substring', 'mystery', true],
    ['a slip of typing', 'mistery', true],
    ['Japanese of three letters', '露天風', true],
  ])('finds %s through the index', async (_what, word, fuzzy) => {
    const { rows: functions } = await database.query<{ body: string }>(
      `select prosrc as body from pg_proc where proname = 'find_matching_items'`,
    );
    const matching = /matching as materialized \(([\s\S]*?)\n {2}\),/.exec(functions[0]!.body)![1]!;
    const statement = matching
      .replaceAll('v_pattern', `'%${word}%'`)
      .replaceAll('v_fuzzy', String(fuzzy))
      .replaceAll('v_longest', `'${word}'`);
    const { rows } = await database.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Bitmap Index Scan on item_search_text_idx');
    expect(plan).not.toContain('Seq Scan');
  });

  test('returns what the index found', async () => {
    const { rows } = await database.query<{ item_id: number }>(
      `select item_id from app.find_matching_items('mistery', '{}', 10, null, null)`,
    );
    expect(rows).toEqual([{ item_id: 77 }]);
  });
});
