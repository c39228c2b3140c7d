import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import { benchmarkParts } from './benchmark-files.ts';
import type { ReadPart } from './read-part.ts';

export interface JoinedParts
  extends Pick<TrainingSet, 'personKeys' | 'personIndex' | 'itemIndex' | 'isLike' | 'decidedAt'> {
  /** External id of each item, ascending. */
  externalIds: string[];
  /** Rows of train, valid and test, which lie in this order; within a part by time, or as the file has them. */
  rows: Record<(typeof benchmarkParts)[number], number>;
  /** Rows that are neither like nor nope: their items are in the catalogue, they are not. */
  neutral: number;
  timed: boolean;
}

/** All events as columns of numbers, with people and items numbered by their ids. */
export async function joinParts(duck: Duck, parts: readonly ReadPart[]): Promise<JoinedParts> {
  const timed = parts.every((part) => part.timed);
  const selects = parts.map(
    ({ part, files }) => `
      select ${benchmarkParts.indexOf(part)} as part, row_number, person_key, external_id, kind,
        ${timed ? 'epoch(decided_at)' : '0::double'} as decided_at
      from read_parquet([${files.map(sqlText).join(', ')}]) where problem_reason is null`,
  );
  await duck.run(`
    create or replace temp table benchmark_rows as ${selects.join(' union all ')};
    create or replace temp table benchmark_items as
      select external_id, (row_number() over (order by external_id) - 1)::integer as item_index
      from (select distinct external_id from benchmark_rows);
    create or replace temp table benchmark_people as
      select person_key, (row_number() over (order by person_key) - 1)::integer as person_index
      from (select distinct person_key from benchmark_rows)`);
  const rows = { train: 0, valid: 0, test: 0 };
  const counted = await duck.rows(`
    select part, count(*) filter (kind <> 'neutral')::double as rows, count(*) filter (kind = 'neutral')::double as neutral
    from benchmark_rows group by part`);
  let neutral = 0;
  for (const row of counted) {
    rows[benchmarkParts[Number(row.part)]!] = Number(row.rows);
    neutral += Number(row.neutral);
  }
  const columns = await readColumns(duck, rows.train + rows.valid + rows.test);
  const externalIds = await readTexts(duck, 'select external_id from benchmark_items order by item_index');
  const personKeys = await readTexts(duck, 'select person_key from benchmark_people order by person_index');
  await duck.run('drop table benchmark_rows; drop table benchmark_items; drop table benchmark_people');
  return { ...columns, externalIds, personKeys, rows, neutral, timed };
}

async function readColumns(duck: Duck, rows: number) {
  const columns = {
    personIndex: new Int32Array(rows),
    itemIndex: new Int32Array(rows),
    isLike: new Uint8Array(rows),
    decidedAt: new Float64Array(rows),
  };
  const targets = [columns.personIndex, columns.itemIndex, columns.isLike, columns.decidedAt];
  let done = 0;
  const chunks = duck.columns(`
    select person_index, item_index, (kind = 'like')::utinyint, decided_at
    from benchmark_rows
    inner join benchmark_items using (external_id)
    inner join benchmark_people using (person_key)
    where kind <> 'neutral'
    order by part, decided_at, row_number`);
  for await (const chunk of chunks) {
    for (const [at, target] of targets.entries()) target.set(chunk[at] as number[], done);
    done += chunk[0]!.length;
  }
  return columns;
}

async function readTexts(duck: Duck, sql: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const [column] of duck.columns(sql)) texts.push(...(column as string[]));
  return texts;
}
