import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type WrittenDataset, writeDataset } from '../../../../batch/io/datasets/write-dataset.ts';
import { type Duck, openDuckDb } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';

/** `at` in seconds since 1970. */
export type EventRow = [person: string, item: string, kind: 'like' | 'nope', at: number];

export interface TrainingBench {
  root: string;
  dataRoot: string;
  duck: Duck;
  /** A validated events dataset with these rows, of source `s`. */
  events(rows: readonly EventRow[]): Promise<WrittenDataset>;
  /** A validated catalogue with a title for each of these ids. */
  catalogue(ids: readonly string[]): Promise<WrittenDataset>;
}

/** A data root of its own, with a DuckDB. */
export async function openTrainingBench(): Promise<TrainingBench> {
  const root = newTempFolder();
  const dataRoot = join(root, 'data');
  const duck = await openDuckDb({ tempFolder: join(dataRoot, 'temp') });
  afterAll(() => duck.close());

  async function dataset(name: string, select: string): Promise<WrittenDataset> {
    const version = createHash('sha256').update(select).digest('hex').slice(0, 16);
    return writeDataset(
      { dataRoot, duck },
      {
        stage: 'validated',
        name,
        version,
        schema: { name, version: 1 },
        parents: [],
        inputs: [],
        parameters: {},
      },
      async (folder) => {
        await duck.run(`copy (${select}) to ${sqlText(join(folder, 'a.parquet'))} (format parquet)`);
        return { tables: { [name]: ['a.parquet'] }, accounting: null };
      },
    );
  }
  const values = (rows: string[]) => `(values ${rows.join(', ')})`;
  return {
    root,
    dataRoot,
    duck,
    events: (rows) =>
      dataset(
        'events',
        `select 's' as source, 'f' as file, n::bigint as row_number, person_key, external_id, kind,
          make_timestamp(us::bigint) as decided_at from ${values(
            rows.map(
              ([person, item, kind, at], n) =>
                `(${n}, ${sqlText(person)}, ${sqlText(item)}, '${kind}', ${Math.round(at * 1e6)})`,
            ),
          )} as t (n, person_key, external_id, kind, us)`,
      ),
    catalogue: (ids) =>
      dataset(
        'catalogue',
        `select 's' as source, id as external_id, 'Title ' || id as title, 'Maker' as maker, null::varchar as series,
          ['P'] as performers, ['t', 'u'] as tags, timestamp '2020-01-02 03:04:05' as released_at,
          90::integer as duration_minutes, 500::integer as price_yen
        from ${values(ids.map((id) => `(${sqlText(id)})`))} as t (id)`,
      ),
  };
}
