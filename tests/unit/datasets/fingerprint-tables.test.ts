import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintTables } from '../../../batch/io/datasets/fingerprint-tables.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const folder = newTempFolder();
let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: folder, memoryMegabytes: 200 });
});
afterAll(() => duck.close());

let made = 0;

/** Fingerprint of a table whose files hold the rows of these queries. */
async function fingerprint(...queries: string[]) {
  const files: string[] = [];
  for (const query of queries) {
    const file = path.join(folder, `${made++}.parquet`);
    await duck.run(`copy (${query}) to ${sqlText(file)} (format parquet)`);
    files.push(file);
  }
  const columns = (await duck.rows(`describe from ${sqlText(files[0]!)}`)).map((row) => ({
    name: String(row.column_name),
    type: String(row.column_type),
  }));
  return fingerprintTables(duck, { name: 'test', version: 1 }, [{ name: 'rows', columns, files }]);
}

describe('fingerprintTables()', () => {
  it('depends neither on order nor on files, but on how often a row is there', async () => {
    const one = await fingerprint('select * from (values (1), (2), (2)) as t(i)');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(
      await fingerprint('select * from (values (2)) as t(i)', 'select * from (values (2), (1)) t(i)'),
    ).toBe(one);
    expect(await fingerprint('select * from (values (1), (2)) as t(i)')).not.toBe(one);
    expect(await fingerprint('select * from (values (1), (1), (2)) as t(i)')).not.toBe(one);
  });

  it.each([
    ['a border that moves', "select 'ab' as a, 'c' as b", "select 'a' as a, 'bc' as b"],
    ['a comma in a text', "select 'a' as a, 'b,1:c' as b", "select 'a,1:b' as a, 'c' as b"],
    ['null and a dash', 'select null::varchar as a', "select '-' as a"],
    ['null and nothing', 'select null::varchar as a', "select '' as a"],
    ['null and a number', 'select null::integer as a, 1 as b', 'select 1 as a, null::integer as b'],
    [
      'a microsecond',
      "select timestamp '2024-01-01' as a",
      "select timestamp '2024-01-01 00:00:00.000001' as a",
    ],
    ['lists that read alike', "select ['a', 'b'] as a", "select ['a, b'] as a"],
    ['an empty list', 'select []::varchar[] as a', 'select null::varchar[] as a'],
    ['a sign', 'select -1.5::double as a', 'select 1.5::double as a'],
  ])('tells %s', async (_name, a, b) => {
    expect(await fingerprint(a)).toBe(await fingerprint(a));
    expect(await fingerprint(a)).not.toBe(await fingerprint(b));
  });
});
