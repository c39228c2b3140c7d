import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { datasetFiles } from '../datasets/dataset-files.ts';
import { interruptible } from '../duckdb/interruptible.ts';
import { type Duck, openDuckDb } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { DecisionColumns, RowRange, StreamedSet } from '../streamed-set.ts';
import { decisionRelation } from './decision-relation.ts';
import { readTagGroups } from './read-tag-groups.ts';
import { readTrainingItems } from './read-training-items.ts';
import { readTrainingManifest } from './read-training-manifest.ts';
import { trainingParts } from './training-tables.ts';

/** Beside it stand the tables of the model: what a sort has more than that, it spills. */
const memoryMegabytes = 256;

/**
 * A training dataset whose decisions stay on disk. Nothing is held open: each question opens a DuckDB of its own.
 * @throws AppError as readTrainingDataset() does; DATASET_MISSING also later, when the folder was deleted meanwhile.
 */
export async function openStreamedDataset(
  folder: string,
  { tempFolder }: { tempFolder: string },
): Promise<StreamedSet> {
  const manifest = await readTrainingManifest(folder);
  const rowsOf = (table: string) => manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
  const [train, validation, test] = trainingParts.map(rowsOf) as [number, number, number];
  const decisions = train + validation + test;
  const relation = (range: RowRange): string => decisionRelation(folder, manifest, range);
  const ask = async <T>(signal: AbortSignal | undefined, run: (duck: Duck) => Promise<T>): Promise<T> => {
    const duck = await openDuckDb({ tempFolder, memoryMegabytes });
    try {
      return await interruptible(duck, signal, () => run(duck));
    } catch (error) {
      signal?.throwIfAborted();
      // It is read for as long as the run takes: that it was deleted meanwhile is said in plain words.
      await readTrainingManifest(folder);
      throw error;
    } finally {
      await duck.close();
    }
  };
  return {
    ...(await ask(undefined, (duck) => describe(duck, folder, manifest))),
    split: { trainEnd: train, validationEnd: train + validation },
    fingerprint: manifest.fingerprint,
    people: rowsOf('people'),
    decisions,
    eachByPerson: (end, each, signal) =>
      ask(signal, async (duck) => {
        const chunks = duck.columns(`
          select person_index, item_index, is_like::utinyint from ${relation({ from: 0, to: end })}
          order by person_index, row`);
        for await (const [people, items, isLike] of chunks as AsyncIterable<number[][]>) {
          await each({ people: people!, items: items!, isLike: isLike! });
          signal?.throwIfAborted();
        }
      }),
    eachLike: (end, each, signal) =>
      ask(signal, async (duck) => {
        const likes = `from ${relation({ from: 0, to: end })} where is_like`;
        const [found] = await duck.rows(`select epoch(max(decided_at)) as newest ${likes}`);
        const newest = Number(found!.newest ?? Number.NEGATIVE_INFINITY);
        const chunks = duck.columns(`select item_index, epoch(decided_at) ${likes} order by row`);
        for await (const [items, decidedAt] of chunks as AsyncIterable<number[][]>) {
          each({ items: items!, decidedAt: decidedAt!, newest });
          signal?.throwIfAborted();
        }
      }),
    peopleWithNewLikes: (range, signal) => ask(signal, (duck) => peopleWithNewLikes(duck, relation, range)),
    decisionsOf: (people, range, signal) =>
      ask(signal, async (duck) => {
        await duck.run('create temp table wanted (person_index integer)');
        await duck.append('wanted', rowsOfOne(people));
        return readColumns(duck, relation, range);
      }),
  };
}

/** What is known before any question: the catalogue, whether times differ, and whether there are nopes. */
async function describe(
  duck: Duck,
  folder: string,
  manifest: DatasetManifest,
): Promise<Pick<StreamedSet, 'items' | 'tagGroups' | 'timed' | 'hasNopes'>> {
  const parquet = (...tables: readonly string[]) =>
    `read_parquet([${tables
      .flatMap((table) => datasetFiles(folder, manifest, table))
      .map(sqlText)
      .join(', ')}])`;
  const [found] = await duck.rows(
    `select coalesce(min(decided_at) <> max(decided_at), false) as timed,
      coalesce(bool_or(not is_like), false) as has_nopes from ${parquet(...trainingParts)}`,
  );
  return {
    items: await readTrainingItems(duck, parquet('items'), folder),
    tagGroups: await readTagGroups(duck, folder, manifest),
    timed: found!.timed === true,
    hasNopes: found!.has_nopes === true,
  };
}

async function peopleWithNewLikes(
  duck: Duck,
  relation: (range: RowRange) => string,
  { from, to }: RowRange,
): Promise<Int32Array> {
  // Joined with the few that are asked for first, so that nothing is built of the whole history.
  await duck.run(`
    create temp table liked as select distinct person_index, item_index from ${relation({ from, to })} where is_like;
    create temp table known as
    select distinct l.person_index, l.item_index
    from ${relation({ from: 0, to: from })} as h
    inner join liked as l on l.person_index = h.person_index and l.item_index = h.item_index;
    create temp table hopeful as
    select distinct l.person_index from liked as l anti join known as k
    on k.person_index = l.person_index and k.item_index = l.item_index`);
  const [counted] = await duck.rows('select count(*)::double as n from hopeful');
  const people = new Int32Array(Number(counted!.n));
  let filled = 0;
  const chunks = duck.columns('select person_index from hopeful order by person_index');
  for await (const [some] of chunks as AsyncIterable<number[][]>) {
    people.set(some!, filled);
    filled += some!.length;
  }
  return people;
}

/** Of the people in `wanted`. */
async function readColumns(
  duck: Duck,
  relation: (range: RowRange) => string,
  { from, to }: RowRange,
): Promise<DecisionColumns & { historyRows: number }> {
  await duck.run(`
    create temp table found as
    select d.* from ${relation({ from: 0, to })} as d semi join wanted as w on w.person_index = d.person_index`);
  const [counted] = await duck.rows(
    `select count(*)::double as n, count(*) filter (row < ${from})::double as before from found`,
  );
  const rows = Number(counted!.n);
  const columns: DecisionColumns = {
    personIndex: new Int32Array(rows),
    itemIndex: new Int32Array(rows),
    isLike: new Uint8Array(rows),
  };
  let filled = 0;
  const chunks = duck.columns(
    'select person_index, item_index, is_like::utinyint from found order by row',
  ) as AsyncIterable<number[][]>;
  for await (const [people, items, isLike] of chunks) {
    columns.personIndex.set(people!, filled);
    columns.itemIndex.set(items!, filled);
    columns.isLike.set(isLike!, filled);
    filled += people!.length;
  }
  return { ...columns, historyRows: Number(counted!.before) };
}

function* rowsOfOne(values: Int32Array): Generator<[number]> {
  for (const value of values) yield [value];
}
