import type { Client } from 'pg';
import type { HeardDecision, ImpressionLog, LoggedPage } from './impression-log.ts';
import { loggedImpressionsSql, outcomeHours } from './logged-impressions-sql.ts';

export interface ReadImpressionsOptions {
  /** Pages of so many days up to now. */
  days: number;
  signal?: AbortSignal | undefined;
}

type Reader = ReadImpressionsOptions & { client: Client };

const fetchRows = 20_000;
const seconds = (column: string) => `extract(epoch from ${column})::float8`;
const since = (column: string, days: number) =>
  `${column} >= now() - make_interval(secs => ${days * 86_400})`;
const consenting = (alias: string) =>
  `inner join app.profiles as p on p.person_id = ${alias}.person_id and p.training_consent_at is not null`;

/**
 * Reads the log of impressions out of one snapshot, and writes nothing. Only people who consent to training are in it;
 * they are numbered, and their keys are forgotten. The client must not be in a transaction.
 */
export async function readImpressionLog(
  client: Client,
  options: ReadImpressionsOptions,
): Promise<ImpressionLog> {
  if (!(options.days > 0)) throw new RangeError(`Cannot read impressions of ${options.days} days`);
  const reader = { client, ...options };
  await client.query('begin isolation level repeatable read read only');
  try {
    const people = new Map<string, number>();
    const pages = await readPages(reader, people);
    return {
      pages,
      decisions: await readDecisions(reader, people),
      arrivals: await readArrivals(client, pages[0]),
      pending: await countPending(client),
    };
  } finally {
    // Nothing was written; a failed client cannot roll back, and its first error is the one to report.
    await client.query('rollback').catch(() => undefined);
  }
}

/** Numbers the people it meets. */
async function readPages(reader: Reader, people: Map<string, number>): Promise<LoggedPage[]> {
  const pages: LoggedPage[] = [];
  let current = '';
  type Row = [string, string, number, number, number | null, boolean | null, number];
  await forEachRow<Row>(
    reader,
    `select person_key, request_id, position, item_id::float8, propensity::float8, outcome = 'like',
       ${seconds('shown_at')}
     from ${loggedImpressionsSql} as i where ${since('shown_at', reader.days)}
     order by shown_at, person_key, request_id, position`,
    ([key, requestId, place, itemId, propensity, liked, shownAt]) => {
      if (!people.has(key)) people.set(key, people.size);
      const name = `${key} ${requestId} ${shownAt}`;
      if (name !== current) pages.push({ person: people.get(key)!, shownAt, places: 0, shown: [] });
      current = name;
      const page = pages.at(-1)!;
      page.places = place + 1;
      page.shown.push({ place, itemId, propensity, liked: liked === true });
    },
  );
  return pages;
}

async function readDecisions(reader: Reader, people: Map<string, number>): Promise<HeardDecision[][]> {
  const decisions = Array.from({ length: people.size }, (): HeardDecision[] => []);
  await forEachRow<[string, number, boolean, number, number]>(
    reader,
    `select e.person_id::text, e.item_id::float8, e.kind = 'like', ${seconds('e.occurred_at')},
       ${seconds('e.received_at')}
     from app.events as e ${consenting('e')}
     where exists (
       select from app.impressions as m
       where m.person_id = e.person_id and ${since('m.shown_at', reader.days)}
     )
     order by e.received_at, e.occurred_at, e.item_id`,
    ([key, itemId, isLike, occurredAt, receivedAt]) => {
      // Somebody whose impressions are all pending has no number.
      const person = people.get(key);
      if (person !== undefined) decisions[person]!.push({ itemId, isLike, occurredAt, receivedAt });
    },
  );
  return decisions;
}

async function readArrivals(client: Client, first: LoggedPage | undefined): Promise<Map<number, number>> {
  if (first === undefined) return new Map();
  const { rows } = await client.query<{ id: number; at: number }>(
    `select id::float8 as id, ${seconds('created_at')} as at from app.items where created_at > to_timestamp($1)`,
    [first.shownAt],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

async function countPending(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::float8 as n from app.impressions as m ${consenting('m')}
     where m.shown_at >= now() - interval '${outcomeHours} hours'`,
  );
  return rows[0]!.n;
}

async function forEachRow<Row extends unknown[]>(
  { client, signal }: Reader,
  sql: string,
  onRow: (row: Row) => void,
): Promise<void> {
  await client.query(`declare impressions no scroll cursor for ${sql}`);
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await client.query<Row>({
      text: `fetch ${fetchRows} from impressions`,
      rowMode: 'array',
    });
    if (rows.length === 0) break;
    for (const row of rows) onRow(row);
  }
  await client.query('close impressions');
}
