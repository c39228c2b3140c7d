import type { Client } from 'pg';
import { buildTrainingSet } from './build-training-set.ts';
import { DecisionColumns } from './decision-columns.ts';
import { readActiveItems } from './read-active-items.ts';
import type { TrainingSet } from './training-set.ts';

const fetchRows = 20_000;

// The two kinds of people cannot share a key: a uuid holds no colon.
const decisionsSql = `
  select source || ':' || person_key, item_id::float8, (decision = 'like')::int,
    extract(epoch from decided_at)::float8
  from app.imported_decisions
  union all
  select person_id::text, item_id::float8, (decision = 'like')::int, extract(epoch from decided_at)::float8
  from app.decisions`;

/**
 * Everything a model may learn from, in one snapshot: active items, and decisions on them, from people of the
 * service (key: their uuid) and imported ones (key: `source:person_key`). The client must not be in a transaction.
 */
export async function readTrainingSet(client: Client): Promise<TrainingSet> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const items = await readActiveItems(client);
    const indexOf = new Map(items.map((item, index) => [item.id, index]));
    const decisions = new DecisionColumns();
    await client.query(`declare training_decisions no scroll cursor for ${decisionsSql}`);
    for (;;) {
      const { rows } = await client.query<[string, number, number, number]>({
        text: `fetch ${fetchRows} from training_decisions`,
        rowMode: 'array',
      });
      if (rows.length === 0) break;
      for (const [person, itemId, isLike, decidedAt] of rows) {
        const item = indexOf.get(itemId);
        if (item !== undefined) decisions.push(person, item, { isLike: isLike === 1, decidedAt });
      }
    }
    return buildTrainingSet(items, decisions);
  } finally {
    // Nothing was written; a failed client cannot roll back, and its first error is the one to report.
    await client.query('rollback').catch(() => undefined);
  }
}
