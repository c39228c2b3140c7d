import type { Client } from 'pg';
import type { ItemFilters } from '../../../shared/contracts/item-filters.ts';
import { createNearTwin } from '../../contract/support/create-near-twin.ts';
import type { Figures } from '../support/figures.ts';
import { percentile } from '../support/percentile.ts';

const wanted = 100;
const rounds = 3;

/** Names of filters, and how many of the items pass. Prices are spread evenly, durations go by cluster. */
const filters: [string, ItemFilters | null][] = [
  ['no filter', null],
  ['50 %', { price_yen: { max: 499 } }],
  ['50 %, whole clusters', { duration_minutes: { max: 49 } }],
  ['10 %', { price_yen: { max: 99 } }],
  ['1 %', { price_yen: { max: 9 } }],
  ['0.1 %', { price_yen: { max: 0 } }],
];

interface Answer {
  ids: number[];
  ms: number;
  /** Items that pass and that the person did not decide on, counted without any vector. */
  eligible: number;
}

export interface NearOptions {
  database: Client;
  version: string;
  /** Ids of people in bench_people. */
  persons: string[];
  /** The index has to pay. */
  strict: boolean;
  name: (figure: string) => string;
}

/** What is near, with and without filters, beside the same function without an index. */
export async function measureNear(
  figures: Figures,
  { database, version, persons, strict, name }: NearOptions,
): Promise<void> {
  // What the two differ by is the index and nothing else.
  await createNearTwin(database, {
    name: 'find_near_exactly',
    replace: [['app.near_index_width(p_version)', 'null::integer']],
  });
  for (const [filter, p_filters] of filters) {
    const ask = (near: string) => (person: string) => askNear(database, { near, version, person, p_filters });
    const answers: Answer[] = [];
    const exact: Answer[] = [];
    // In turn, so that other work on the machine slows both; in rounds, because a scan of everything leaves nothing of the
    // index in the buffers, and nobody scans where there is an index.
    for (let round = 0; round < rounds; round++) {
      for (const person of persons) answers.push(await ask('find_near_page_items')(person));
      for (const person of persons) exact.push(await ask('find_near_exactly')(person));
    }
    addFigures(figures, {
      of: (figure) => name(`${filter}, ${figure}`),
      answers,
      exact,
      strict: strict && p_filters === null,
    });
  }
}

interface NearQuestion {
  near: string;
  version: string;
  person: string;
  p_filters: ItemFilters | null;
}

/** The near part alone: the person's vector lies in the database already, what passes is an array already. */
async function askNear(
  database: Client,
  { near, version, person, p_filters }: NearQuestion,
): Promise<Answer> {
  await database.query(
    `update bench_question set query = p.query, passing = case when $2::jsonb is not null
       then array(select app.filtered_items($2::jsonb)) end
     from bench_people as p where p.id = $1`,
    [person, p_filters === null ? null : JSON.stringify(p_filters)],
  );
  const began = performance.now();
  const { rows } = await database.query<{ ids: string[] }>(
    `select app.${near}($1, $2, q.query, q.passing, '{}', $3) as ids from bench_question as q`,
    [person, version, wanted],
  );
  const ms = performance.now() - began;
  const { rows: counts } = await database.query<{ eligible: number }>(
    `select count(*)::int as eligible from app.items as i cross join bench_question as q
     where (q.passing is null or i.id in (select unnest(o.passing) from bench_question as o))
       and i.id not in (select d.item_id from app.decisions as d where d.person_id = $1)`,
    [person],
  );
  return { ms, ids: rows[0]!.ids.map(Number), eligible: counts[0]!.eligible };
}

interface AnswersToJudge {
  of: (figure: string) => string;
  answers: Answer[];
  /** Of the same people. */
  exact: Answer[];
  /** The index has to pay. */
  strict: boolean;
}

function addFigures(figures: Figures, { of, answers, exact, strict }: AnswersToJudge): void {
  const missing = answers.map(({ ids, eligible }) => Math.min(wanted, eligible) - new Set(ids).size);
  figures.add(of('rows'), Math.min(...answers.map(({ ids }) => ids.length)), { unit: '' });
  figures.add(of('eligible rows missing'), Math.max(...missing), { unit: '', bar: 0 });
  const recalls = answers.map(({ ids }, at) => {
    const near = new Set(exact[at]!.ids);
    return near.size === 0 ? 1 : ids.filter((id) => near.has(id)).length / near.size;
  });
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  figures.add(of('recall@100'), mean, { unit: '', bar: 0.99, atLeast: true });
  const p50 = (list: Answer[]) =>
    percentile(
      list.map(({ ms }) => ms),
      0.5,
    );
  figures.add(of('p50'), p50(answers), { unit: 'ms' });
  figures.add(of('exact, p50'), p50(exact), { unit: 'ms' });
  figures.add(of('over exact'), p50(answers) / p50(exact), { unit: 'x', ...(strict && { bar: 0.1 }) });
}
