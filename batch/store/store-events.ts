import type { Client } from 'pg';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import { ensureSource } from './ensure-source.ts';
import { identifyItems } from './identify-items.ts';
import { type DecisionRow, type StoredDecisions, storeDecisions } from './store-decisions.ts';

export interface StoreEventsOptions {
  /** Parquet files of the table of validated events. */
  files: readonly string[];
  source: string;
  /** What becomes of decisions on items that are not there: `create` makes bare items of their ids. */
  unknownItems: 'create' | 'keep-out';
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Rows a transaction; default 50,000. */
  batchSize?: number;
}

export interface StoredEvents extends StoredDecisions {
  people: number;
  itemsCreated: number;
  /** Rows on items that are not there: rows = added + changed + unchanged + keptOut. */
  keptOut: number;
}

const idBatchSize = 10_000;

/**
 * Brings validated events of one source into app.imported_decisions, batch by batch; a second time changes nothing, and
 * so does going on after a kill with what is there already. Memory does not grow with the number of rows.
 */
export async function storeEvents(
  client: Client,
  duck: Duck,
  options: StoreEventsOptions,
): Promise<StoredEvents> {
  const { files, source, signal, onProgress, batchSize = 50_000 } = options;
  const stored: StoredEvents = { added: 0, changed: 0, unchanged: 0, people: 0, itemsCreated: 0, keptOut: 0 };
  if (files.length === 0) return stored;
  const events = `(from read_parquet([${files.map(sqlText).join(', ')}]) where source = ${sqlText(source)})`;
  const [size] = await duck.rows(
    `select count(*)::double as total, count(distinct person_key)::double as people from ${events}`,
  );
  const total = size!.total as number;
  stored.people = size!.people as number;
  await ensureSource(client, source);
  await duck.run(`
    create or replace temp table event_items as
    select external_id, (row_number() over (order by first_place) - 1)::integer as ordinal
    from (select external_id, min({ 'file': file, 'row': row_number }) as first_place from ${events} group by all)`);
  try {
    const { itemIds, created } = await identifyEventItems(client, duck, options);
    stored.itemsCreated = created;
    let done = 0;
    for await (const batch of readBatches(duck, events, batchSize)) {
      signal?.throwIfAborted();
      const rows = batch.flatMap(([personKey, ordinal, isLike, decidedAt]): DecisionRow[] => {
        const itemId = itemIds[ordinal]!;
        return itemId === null ? [] : [[personKey, itemId, isLike, decidedAt]];
      });
      stored.keptOut += batch.length - rows.length;
      const counts = await storeDecisions(client, rows, source);
      stored.added += counts.added;
      stored.changed += counts.changed;
      stored.unchanged += counts.unchanged;
      done += batch.length;
      onProgress?.(done, total);
    }
    return stored;
  } finally {
    await duck.run('drop table if exists event_items');
  }
}

async function identifyEventItems(
  client: Client,
  duck: Duck,
  { source, unknownItems, signal }: StoreEventsOptions,
) {
  const itemIds: (number | null)[] = [];
  let created = 0;
  const identify = async (externalIds: string[]) => {
    signal?.throwIfAborted();
    const found = await identifyItems(client, externalIds, { source, create: unknownItems === 'create' });
    for (const itemId of found.itemIds) itemIds.push(itemId);
    created += found.created;
  };
  let batch: string[] = [];
  for await (const rows of duck.stream('select external_id from event_items order by ordinal')) {
    for (const [externalId] of rows) batch.push(externalId as string);
    if (batch.length < idBatchSize) continue;
    await identify(batch);
    batch = [];
  }
  if (batch.length > 0) await identify(batch);
  return { itemIds, created };
}

type EventRow = [personKey: string, ordinal: number, isLike: boolean, decidedAt: string];

async function* readBatches(duck: Duck, events: string, batchSize: number): AsyncGenerator<EventRow[]> {
  const sql = `
    select e.person_key, i.ordinal, e.kind = 'like', e.decided_at::varchar
    from ${events} as e inner join event_items as i using (external_id)
    order by e.person_key, i.ordinal`;
  let batch: EventRow[] = [];
  for await (const rows of duck.stream(sql)) {
    for (const row of rows) {
      batch.push(row as unknown as EventRow);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
