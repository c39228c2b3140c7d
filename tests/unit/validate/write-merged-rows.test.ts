import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { writeMergedRows } from '../../../batch/validate/rows/write-merged-rows.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder(), memoryMegabytes: 200 });
});
afterAll(() => duck.close());

describe('writeMergedRows()', () => {
  it('merges in buckets what it would merge at once', async () => {
    // Keys 0 to 199; those below 100 are there twice, the second time with a greater value.
    await duck.run('create table pairs as select i % 200 as k, i as v from range(300) as r(i)');
    for (const bucketRows of [7, 1000]) {
      const folder = newTempFolder();
      const { files, kept } = await writeMergedRows(duck, {
        folder,
        rows: '(from pairs)',
        columns: ['k', 'v'],
        key: ['k'],
        merge: (source) => `select k, max(v) as v from ${source} group by k`,
        table: 'pairs',
        bucketRows,
      });
      expect(kept).toBe(200);
      // 200 rows wait to be merged: 29 buckets of about 7, or one; and the file of the others.
      expect(files).toHaveLength(bucketRows === 7 ? 30 : 2);
      const list = files.map((file) => sqlText(path.join(folder, file))).join(', ');
      const [wrong] = await duck.rows(`
        select count(*)::integer as n from read_parquet([${list}])
        where v <> case when k < 100 then k + 200 else k end`);
      expect(wrong).toEqual({ n: 0 });
    }
    expect(await duck.rows("select * from duckdb_tables() where table_name like 'validate%'")).toEqual([]);
  });
});
