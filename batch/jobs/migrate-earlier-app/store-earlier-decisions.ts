import { ensureSource } from '../../store/ensure-source.ts';
import { type DecisionRow, storeDecisions } from '../../store/store-decisions.ts';
import { earlierSource } from './earlier-tables.ts';
import { loadKnownItems } from './load-known-items.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import type { StoredMigration } from './migration-report.ts';

const batchSize = 50_000;

/** Brings the decisions that are carried over into the database, once their items are there. */
export async function storeEarlierDecisions(
  env: MigrationEnvironment,
  onProgress: (done: number, total: number) => void,
): Promise<StoredMigration['decisions']> {
  const { client, duck, signal } = env;
  await ensureSource(client, earlierSource);
  await loadKnownItems(env);
  // Items of two sources may have turned out to be one.
  await duck.run(`
    create or replace temp table carried_decisions as
    select d.person, k.item_id, d.is_like, d.decided_at
    from fates_decisions as d
    inner join known_items as k on k.source = d.source and k.external_id = d.external_id
    where d.fate = 'carried'
    qualify row_number() over (
      partition by d.person, k.item_id order by d.decided_at desc, d.is_like, d.file desc, d.row_number desc
    ) = 1`);
  const [counted] = await duck.rows(`
    select count(*)::double as kept,
      (select count(*) from fates_decisions where fate = 'carried')::double as carried from carried_decisions`);
  const { kept, carried } = counted as { kept: number; carried: number };
  const stored = { added: 0, changed: 0, unchanged: 0, sameItem: carried - kept };
  let batch: DecisionRow[] = [];
  let done = 0;
  const store = async () => {
    signal.throwIfAborted();
    const counts = await storeDecisions(client, batch, earlierSource);
    for (const key of ['added', 'changed', 'unchanged'] as const) stored[key] += counts[key];
    done += batch.length;
    batch = [];
    onProgress(done, kept);
  };
  const sql = `
    select person, item_id::double, is_like, decided_at::varchar from carried_decisions order by person, item_id`;
  for await (const rows of duck.stream(sql)) {
    for (const row of rows) batch.push(row as unknown as DecisionRow);
    if (batch.length >= batchSize) await store();
  }
  if (batch.length > 0) await store();
  return stored;
}
