import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import type { DecisionColumns } from '../io/decision-columns.ts';

export interface StoredDecisionCounts {
  added: number;
  changed: number;
  /** Also those that the database knows a later decision of. */
  unchanged: number;
}

const stageSql = `
  create temp table import_decisions (
    person_key text not null, ordinal integer not null, is_like boolean not null, decided_at float8 not null
  ) on commit drop`;

// An older file never overwrites a newer decision. xmax is 0 for a row that was inserted and not updated.
const upsertSql = `
  with written as (
    insert into app.imported_decisions as d (source, person_key, item_id, decision, decided_at)
    select $1, n.person_key, i.item_id,
      (case when n.is_like then 'like' else 'nope' end)::app.decision_kind, to_timestamp(n.decided_at)
    from import_decisions as n
    inner join import_items as i on i.ordinal = n.ordinal
    on conflict (source, person_key, item_id) do update
    set decision = excluded.decision, decided_at = excluded.decided_at
    where d.decided_at <= excluded.decided_at
      and (d.decision, d.decided_at) is distinct from (excluded.decision, excluded.decided_at)
    returning xmax = 0 as is_new
  )
  select count(*) filter (where is_new)::float8, count(*) filter (where not is_new)::float8 from written`;

/** Upserts decisions inside the caller's transaction, after `storeItems`. */
export async function storeDecisions(
  client: Client,
  decisions: DecisionColumns,
  source: string,
): Promise<StoredDecisionCounts> {
  await client.query(stageSql);
  const columns = ['person_key', 'ordinal', 'is_like', 'decided_at'];
  await copyRows(client, { table: 'import_decisions', columns }, rowsOf(decisions));
  await client.query('analyze import_decisions');
  const { rows } = await client.query<[number, number]>({
    text: upsertSql,
    values: [source],
    rowMode: 'array',
  });
  const [added, changed] = rows[0]!;
  return { added, changed, unchanged: decisions.length - added - changed };
}

function* rowsOf(decisions: DecisionColumns): Generator<CopyValue[]> {
  const keys = [...decisions.people.keys()];
  const { personIndex, itemIndex, isLike, decidedAt } = decisions;
  for (let row = 0; row < decisions.length; row++) {
    yield [keys[personIndex[row]!]!, itemIndex[row]!, isLike[row] === 1, decidedAt[row]!];
  }
}
