import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type WrittenDataset, writeDataset } from '../../../../batch/io/datasets/write-dataset.ts';
import type { Duck } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';
import { trainingPlan } from '../../../../batch/io/training/training-plan.ts';
import {
  decisionsRelation,
  itemsRelation,
  tagGroupsRelation,
} from '../../../../batch/io/training/training-tables.ts';
import { writeTrainingTables } from '../../../../batch/io/training/write-training-tables.ts';
import type { TrainingSet } from '../../../../batch/io/training-set.ts';

const shares = { trainShare: 0.8, validationShare: 0.1 };

/**
 * A training dataset of what a set holds, with its training part in two files. Read again, people and items have the
 * numbers that they have in the set.
 */
export async function writeTrainingDataset(
  { duck, dataRoot }: { duck: Duck; dataRoot: string },
  set: TrainingSet,
): Promise<WrittenDataset> {
  await duck.run(`
    create or replace temp table ${itemsRelation} (
      item_index integer, id bigint, source varchar, external_id varchar, title varchar, maker varchar, series varchar,
      performers varchar[], tags varchar[], released_at timestamp, duration_minutes integer, price_yen integer);
    create or replace temp table ${tagGroupsRelation} (tag varchar, group_name varchar);
    create or replace temp table given (person_key varchar, item_index integer, is_like boolean, seconds double);
    create or replace temp view ${decisionsRelation} as
    select person_key, item_index, is_like, make_timestamp((seconds * 1000000)::bigint) as decided_at from given`);
  const texts = (values: readonly string[]) => `[${values.map(sqlText).join(', ')}]::varchar[]`;
  const text = (value: string | null) => (value === null ? 'null' : sqlText(value));
  const rows = set.items.map(
    ({ id, externalId, title, maker, series, performers, tags }, at) =>
      `(${at}, ${id}, 's', ${sqlText(externalId)}, ${sqlText(title)}, ${text(maker)}, ${text(series)},
        ${texts(performers)}, ${texts(tags)}, null, null, null)`,
  );
  await duck.run(`insert into ${itemsRelation} values ${rows.join(', ')}`);
  await duck.append(tagGroupsRelation, [...(set.tagGroups ?? [])]);
  await duck.append(
    'given',
    Array.from(set.personIndex, (person, row) => [
      set.personKeys[person]!,
      set.itemIndex[row]!,
      set.isLike[row] === 1,
      set.decidedAt[row]!,
    ]),
  );
  const hash = createHash('sha256');
  for (const column of [set.personIndex, set.itemIndex, set.isLike, set.decidedAt])
    hash.update(new Uint8Array(column.buffer));
  const content = hash.digest('hex');
  const { plan, salt } = trainingPlan({ ...shares, content, keyId: '0'.repeat(16), parents: [] });
  const secretKey = Buffer.alloc(32, 7);
  return writeDataset({ dataRoot, duck }, plan, async (folder) => {
    const contents = await writeTrainingTables(duck, folder, { ...shares, secretKey, salt });
    const path = (file: string) => sqlText(join(folder, file));
    const halves = ['train-0.parquet', 'train-1.parquet'];
    const half = Math.floor(set.personIndex.length / 3);
    for (const [at, file] of halves.entries())
      await duck.run(`
        copy (
          select * exclude (file_row_number) from read_parquet(${path('train.parquet')}, file_row_number = true)
          where (file_row_number < ${half}) = ${at === 0} order by file_row_number
        ) to ${path(file)} (format parquet)`);
    await rm(join(folder, 'train.parquet'));
    return { ...contents, tables: { ...contents.tables, train: halves } };
  });
}
