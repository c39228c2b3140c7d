import { join } from 'node:path';
import type { DatasetContents } from '../datasets/dataset-plan.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import { createPseudonymiser } from '../pseudonymise.ts';
import { type SplitShares, splitBounds } from './split-bounds.ts';
import {
  byCodeUnit,
  decisionsRelation,
  itemsRelation,
  tagGroupsRelation,
  trainingParts,
} from './training-tables.ts';

export interface TrainingTablesOptions extends SplitShares {
  secretKey: Buffer;
  salt: string;
}

const peopleOfBatch = 100_000;

/**
 * Writes the tables of a training dataset from the relations of training-tables.ts. People are numbered by their key
 * before it is hashed, and decisions are in order of time, person and item: neither knows of the pseudonym key.
 * @throws AppError NOT_ENOUGH_DATA when a part would be empty.
 */
export async function writeTrainingTables(
  duck: Duck,
  folder: string,
  { secretKey, salt, ...shares }: TrainingTablesOptions,
): Promise<DatasetContents> {
  const [counted] = await duck.rows(`select count(*)::double as n from ${decisionsRelation}`);
  const count = Number(counted!.n);
  const { trainEnd, validationEnd } = splitBounds(count, shares);
  await numberPeople(duck, createPseudonymiser(secretKey, salt));
  await duck.run(`
    create or replace temp table ordered_decisions as
    select p.person_index, d.item_index, d.is_like, d.decided_at
    from ${decisionsRelation} as d inner join numbered_people as p on p.person_key = d.person_key
    order by d.decided_at, p.person_index, d.item_index`);
  const tables: Record<string, string[]> = {};
  const write = async (table: string, select: string) => {
    const file = `${table}.parquet`;
    await duck.run(`copy (${select}) to ${sqlText(join(folder, file))} (format parquet, compression zstd)`);
    tables[table] = [file];
  };
  await write('items', `select * from ${itemsRelation} order by item_index`);
  await write('tag_groups', `select * from ${tagGroupsRelation} order by tag`);
  await write('people', 'select person_index, pseudonym from pseudonyms order by person_index');
  const bounds = [0, trainEnd, validationEnd, count];
  for (const [part, table] of trainingParts.entries()) {
    // A table keeps the order in which it was filled, and a copy the order of its table; rowid counts from 0.
    const range = `rowid >= ${bounds[part]} and rowid < ${bounds[part + 1]}`;
    await write(table, `select * from ordered_decisions where ${range}`);
  }
  await duck.run('drop table ordered_decisions; drop table numbered_people; drop table pseudonyms');
  return { tables, accounting: null };
}

/** Fills numbered_people (person_key, person_index) and pseudonyms (person_index, pseudonym). */
async function numberPeople(duck: Duck, pseudonymise: (personKey: string) => string): Promise<void> {
  await duck.run(`
    create or replace temp table numbered_people as
    select person_key, (row_number() over (order by ${byCodeUnit('person_key')}) - 1)::integer as person_index
    from (select distinct person_key from ${decisionsRelation})
    order by person_index;
    create or replace temp table pseudonyms (person_index integer, pseudonym varchar)`);
  for (let first = 0; ; first += peopleOfBatch) {
    const found: [number, string][] = [];
    const batch = duck.columns(
      `select person_index, person_key from numbered_people where rowid >= ${first} and rowid < ${first + peopleOfBatch}`,
    );
    for await (const [index, key] of batch)
      for (const [row, person] of index!.entries())
        found.push([person as number, pseudonymise(key![row] as string)]);
    if (found.length === 0) return;
    await duck.append('pseudonyms', found);
  }
}
