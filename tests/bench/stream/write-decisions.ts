import { join } from 'node:path';
import { dataRootPaths } from '../../../batch/io/datasets/data-root-paths.ts';
import { writeDataset } from '../../../batch/io/datasets/write-dataset.ts';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { trainingSchema } from '../../../batch/io/training/training-tables.ts';

export interface DrawnDecisions {
  people: number;
  items: number;
  /** A third of them likes, of popular items rather than others. */
  decisionsEach: number;
}

/** A training dataset of drawn decisions, split 80/10/10 by time. Returns its folder. */
export async function writeDecisions(
  dataRoot: string,
  { people, items, decisionsEach }: DrawnDecisions,
): Promise<string> {
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  const count = people * decisionsEach;
  const parts = {
    train: [0, 0.8 * count],
    validation: [0.8 * count, 0.9 * count],
    test: [0.9 * count, count],
  };
  try {
    const written = await writeDataset(
      { dataRoot, duck },
      {
        ...{ stage: 'validated', name: 'training', version: `drawn-${count}`, schema: trainingSchema },
        ...{ parents: [], inputs: [], parameters: { people, items, decisionsEach } },
      },
      async (folder) => {
        const copy = (table: string, select: string) =>
          duck.run(`copy (${select}) to ${sqlText(join(folder, `${table}.parquet`))} (format parquet)`);
        await copy(
          'items',
          `select i::integer as item_index, (i + 1)::bigint as id, 's' as source, 'item-' || i as external_id,
            'Item ' || i as title, 'maker-' || (i % 40) as maker, null::varchar as series,
            []::varchar[] as performers, ['tag-' || (i % 7)] as tags, null::timestamp as released_at,
            null::integer as duration_minutes, null::integer as price_yen
          from range(${items}) as t (i) order by i`,
        );
        await copy(
          'people',
          `select i::integer as person_index, md5(i::varchar) as pseudonym from range(${people}) as t (i) order by i`,
        );
        const uniform = `((hash(i, 1) % 1000003) / 1000003.0)`;
        await duck.run(`
          create temp table drawn as
          select (i % ${people})::integer as person_index, floor(${items} * ${uniform} ** 2)::integer as item_index,
            hash(i, 2) % 3 = 0 as is_like, make_timestamp((1700000000 + hash(i, 3) % 7776000)::bigint * 1000000) as decided_at
          from range(${count}) as t (i)
          order by decided_at, person_index, item_index`);
        for (const [part, [from, to]] of Object.entries(parts))
          await copy(part, `select * from drawn where rowid >= ${from} and rowid < ${to}`);
        await duck.run('drop table drawn');
        const names = ['items', 'people', ...Object.keys(parts)];
        return {
          tables: Object.fromEntries(names.map((name) => [name, [`${name}.parquet`]])),
          accounting: null,
        };
      },
    );
    return written.folder;
  } finally {
    await duck.close();
  }
}
