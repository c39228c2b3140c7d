import type { Client } from 'pg';
import { copyRows } from '../io/copy-rows.ts';
import type { HashedRecord } from './hash-record.ts';

export interface ChangedRecord extends HashedRecord {
  /** Its item; null for a record that is new and means no item that is there. */
  itemId: number | null;
  isNew: boolean;
}

const stageSql = `
  create temp table import_seen (
    ordinal integer primary key, external_id text not null unique, record_sha256 text not null
  ) on commit drop`;

const unchangedSql = `
  update app.item_sources as s set last_seen_at = now(), missed_syncs = 0, missed_at = null
  from import_seen as n
  where s.source = $1 and s.external_id = n.external_id and s.record_sha256 = n.record_sha256`;

const changedSql = `
  select n.ordinal, s.item_id::float8 as "itemId"
  from import_seen as n
  left join app.item_sources as s on s.source = $1 and s.external_id = n.external_id
  where s.record_sha256 is distinct from n.record_sha256
  order by n.ordinal`;

/**
 * Inside the caller's transaction: marks what the database knows word for word as seen, and returns the other records
 * in their order. Leaves the temporary table import_seen (ordinal, external_id).
 */
export async function findChangedRecords(
  client: Client,
  records: readonly HashedRecord[],
  source: string,
): Promise<ChangedRecord[]> {
  await client.query(stageSql);
  await copyRows(
    client,
    { table: 'import_seen', columns: ['ordinal', 'external_id', 'record_sha256'] },
    records.map(({ record, sha256 }, ordinal) => [ordinal, record.externalId, sha256] as const),
  );
  await client.query('analyze import_seen');
  await client.query(unchangedSql, [source]);
  const { rows } = await client.query<{ ordinal: number; itemId: number | null }>(changedSql, [source]);
  return rows.map(({ ordinal, itemId }) => ({ ...records[ordinal]!, itemId, isNew: itemId === null }));
}
