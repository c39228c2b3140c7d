import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import { inTransaction } from './in-transaction.ts';

/** Person's key, id of the item, whether it is a like, and when: a timestamp without a zone, in UTC. */
export type DecisionRow = readonly [personKey: string, itemId: number, isLike: boolean, decidedAt: string];

export interface StoredDecisions {
  added: number;
  changed: number;
  /** Also those that the database knows a later decision of. */
  unchanged: number;
}

const stageSql = `
  create temp table import_decisions (
    person_key text not null, item_id bigint not null, is_like boolean not null, decided_at timestamptz not null
  ) on commit drop`;

// An older row never overwrites a newer decision, and at one and the same time a nope wins, so that the order in which
// files come does not matter. xmax is 0 for a row that was inserted and not updated.
const upsertSql = `
  with written as (
    insert into app.imported_decisions as d (source, person_key, item_id, decision, decided_at)
    select $1, n.person_key, n.item_id, (case when n.is_like then 'like' else 'nope' end)::app.decision_kind,
      n.decided_at
    from import_decisions as n
    on conflict (source, person_key, item_id) do update
    set decision = excluded.decision, decided_at = excluded.decided_at
    where d.decided_at < excluded.decided_at
      or (d.decided_at = excluded.decided_at and d.decision = 'like' and excluded.decision = 'nope')
    returning xmax = 0 as is_new
  )
  select count(*) filter (where is_new)::float8, count(*) filter (where not is_new)::float8 from written`;

/**
 * Upserts one batch of decisions in a transaction of its own; no two rows may be of one person and item. Batches in the
 * order of person and item fill the primary key from left to right, which is several times as fast as any other.
 */
export async function storeDecisions(
  client: Client,
  rows: readonly DecisionRow[],
  source: string,
): Promise<StoredDecisions> {
  return inTransaction(client, async () => {
    await client.query(stageSql);
    const columns = ['person_key', 'item_id', 'is_like', 'decided_at'];
    await copyRows(client, { table: 'import_decisions', columns }, copyValues(rows));
    const { rows: counts } = await client.query<[number, number]>({
      text: upsertSql,
      values: [source],
      rowMode: 'array',
    });
    const [added, changed] = counts[0]!;
    return { added, changed, unchanged: rows.length - added - changed };
  });
}

function* copyValues(rows: readonly DecisionRow[]): Generator<CopyValue[]> {
  for (const [personKey, itemId, isLike, decidedAt] of rows) {
    yield [personKey, itemId, isLike, `${decidedAt}+00`];
  }
}
