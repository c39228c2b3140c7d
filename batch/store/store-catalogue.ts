import type { Client } from 'pg';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import { ensureSource } from './ensure-source.ts';
import { type MissedItems, markStale } from './mark-stale.ts';
import { readCatalogueBatches } from './read-catalogue-batches.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { type StoredRecords, storeRecordBatch } from './store-record-batch.ts';

export interface StoreCatalogueOptions {
  /** Parquet files of the table of validated catalogue records, one record a source and id. */
  files: readonly string[];
  /** Records of other sources in the files are left alone. */
  source: string;
  /** The files hold all that the source lists: what it knew before and is not there counts as missed. */
  fullSnapshot?: boolean;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** Records a transaction; default 5,000. */
  batchSize?: number;
}

export interface StoredCatalogue extends StoredRecords {
  /** With fullSnapshot. */
  missed?: MissedItems;
}

/**
 * Brings validated records into the catalogue, batch by batch in the order of their files; a second time changes
 * nothing, and after a kill it goes on with what is there already. Throws SOURCE_INCOMPLETE for a full snapshot that
 * holds suspiciously little; its records are stored by then.
 */
export async function storeCatalogue(
  client: Client,
  duck: Duck,
  { files, source, fullSnapshot = false, signal, onProgress, batchSize = 5_000 }: StoreCatalogueOptions,
): Promise<StoredCatalogue> {
  const stored: StoredCatalogue = { added: 0, changed: 0, unchanged: 0, merged: 0 };
  await ensureSource(client, source);
  const { rows } = await client.query<{ now: Date }>('select now()');
  if (files.length > 0) {
    const total = await countRecords(duck, files, source);
    let done = 0;
    for await (const batch of readCatalogueBatches(duck, files, { source, batchSize })) {
      signal?.throwIfAborted();
      const counts = await storeRecordBatch(client, batch, source);
      for (const key of ['added', 'changed', 'unchanged', 'merged'] as const) stored[key] += counts[key];
      done += batch.length;
      onProgress?.(done, total);
    }
  }
  await refreshStatistics(client, stored.added + stored.changed);
  if (fullSnapshot) stored.missed = await markStale(client, { source, seenSince: rows[0]!.now });
  return stored;
}

async function countRecords(duck: Duck, files: readonly string[], source: string): Promise<number> {
  const [row] = await duck.rows(
    `select count(*)::double as n from read_parquet([${files.map(sqlText).join(', ')}]) where source = ${sqlText(source)}`,
  );
  return row!.n as number;
}
