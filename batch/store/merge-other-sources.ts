import type { Client } from 'pg';
import { mergeRecords, type SourceRecord } from '../../shared/catalogue/merge-records.ts';
import type { CatalogueRecord } from '../../shared/contracts/catalogue-record.ts';
import type { ChangedRecord } from './find-changed-records.ts';

interface OtherRow extends SourceRecord {
  itemId: number;
}

// Items of the first release have an empty record: nothing is known of what their source said.
const othersSql = `
  select s.item_id::float8 as "itemId", s.record, o.priority
  from app.item_sources as s inner join app.sources as o on o.name = s.source
  where s.item_id = any ($1) and s.source <> $2 and s.record <> '{}'`;

/** What each item should say: its record merged, by the priority of sources, with what other sources say of the item. */
export async function mergeOtherSources(
  client: Client,
  records: readonly ChangedRecord[],
  source: string,
): Promise<CatalogueRecord[]> {
  const ids = records.flatMap(({ itemId }) => (itemId === null ? [] : [itemId]));
  if (ids.length === 0) return records.map(({ record }) => record);
  const { rows } = await client.query<OtherRow>(othersSql, [ids, source]);
  const others = new Map<number, OtherRow[]>();
  for (const row of rows) others.set(row.itemId, [...(others.get(row.itemId) ?? []), row]);
  const {
    rows: [own],
  } = await client.query<{ priority: number }>('select priority from app.sources where name = $1', [source]);
  return records.map(({ record, itemId }) => {
    const said = itemId === null ? undefined : others.get(itemId);
    return said ? mergeRecords([{ record, priority: own!.priority }, ...said]).record : record;
  });
}
