import type { Client } from 'pg';
import type { CatalogueRecord } from '../../shared/contracts/catalogue-record.ts';
import { findChangedRecords } from './find-changed-records.ts';
import { hashRecord } from './hash-record.ts';
import { inTransaction } from './in-transaction.ts';
import { matchNewRecords } from './match-new-records.ts';
import { mergeOtherSources } from './merge-other-sources.ts';
import { stageItems } from './stage-items.ts';
import { writeItems } from './write-items.ts';
import { writeLinks } from './write-links.ts';

/** records = added + changed + unchanged + merged. */
export interface StoredRecords {
  /** New items. */
  added: number;
  /** Records that say something else than last time. */
  changed: number;
  unchanged: number;
  /** New records of items that another source described already. */
  merged: number;
}

// Reasons of operators and of the content policy stay: only being away ends by being seen.
const seenAgainSql = `
  update app.items as i set hidden_reasons = array_remove(i.hidden_reasons, 'stale')
  from import_seen as n
  inner join app.item_sources as s on s.source = $1 and s.external_id = n.external_id
  where i.id = s.item_id and 'stale' = any (i.hidden_reasons)`;

/** Upserts records of one source, each with an id of its own, in one transaction. */
export async function storeRecordBatch(
  client: Client,
  records: readonly CatalogueRecord[],
  source: string,
): Promise<StoredRecords> {
  return inTransaction(client, async () => {
    // One writer at a time: of two sources that bring one item at once, the later has to see what the earlier wrote.
    await client.query('lock table app.item_sources in share row exclusive mode');
    const changed = await findChangedRecords(client, records.map(hashRecord), source);
    await matchNewRecords(client, changed, source);
    if (changed.length > 0) {
      const merged = await mergeOtherSources(client, changed, source);
      await stageItems(client, changed, merged);
      await writeItems(client, source);
      for (const kind of ['performers', 'tags'] as const) {
        await writeLinks(
          client,
          kind,
          merged.map((item) => item[kind]),
        );
      }
    }
    await client.query(seenAgainSql, [source]);
    const added = changed.filter(({ itemId }) => itemId === null).length;
    const known = changed.filter(({ isNew }) => !isNew).length;
    return {
      added,
      changed: known,
      unchanged: records.length - changed.length,
      merged: changed.length - added - known,
    };
  });
}
