import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import { inTransaction } from './in-transaction.ts';

export interface MarkStaleOptions {
  source: string;
  /** Floors that the sync went through; an item counts only where all floors that list it are among them. */
  floors?: readonly string[];
  /** When the sync began, by the database's clock. It names the sync: the same one is never counted twice. */
  seenSince: Date;
  /** Full syncs in a row that must miss an item before it is hidden; default 3. */
  afterMissedSyncs?: number;
  /** Below this share of known items seen the sync is taken for broken; default 0.5. */
  minSeenShare?: number;
}

export interface MissedItems {
  /** Known before this sync and not given up. */
  known: number;
  seen: number;
  missed: number;
  /** Items that this sync hid. */
  hidden: number;
}

// A record without floors is of a source without parts, or of the first release: only a sync of everything counts it.
const scopeSql = `
  s.source = $1 and s.first_seen_at < $2 and ($3::text[] is null or (
    jsonb_array_length(coalesce(s.record -> 'floors', '[]')) > 0 and s.record -> 'floors' <@ to_jsonb($3::text[])
  ))`;

// What earlier syncs gave up does not count: else a source that lets items go would look broken one day.
const countSql = `
  select count(*)::float8 as known, count(*) filter (where s.last_seen_at >= $2)::float8 as seen
  from app.item_sources as s where ${scopeSql} and s.missed_syncs < $4`;

const missSql = `
  update app.item_sources as s set missed_syncs = s.missed_syncs + 1, missed_at = now()
  where ${scopeSql} and s.last_seen_at < $2 and (s.missed_at is null or s.missed_at < $2)`;

// Another source that still lists the item keeps it.
const hideSql = `
  update app.items as i set hidden_reasons = array_append(i.hidden_reasons, 'stale')
  where not 'stale' = any (i.hidden_reasons)
    and i.id in (select s.item_id from app.item_sources as s where s.source = $1 and s.missed_syncs >= $2)
    and not exists (select from app.item_sources as o where o.item_id = i.id and o.missed_syncs < $2)`;

/**
 * After a finished full sync: counts a miss for each item of the source that it did not see, and hides those that were
 * missed several times in a row; storing them again shows them again. Nothing is deleted. Throws SOURCE_INCOMPLETE, and
 * changes nothing, where the sync saw less of the known items than it must.
 */
export async function markStale(client: Client, options: MarkStaleOptions): Promise<MissedItems> {
  const { source, floors, seenSince, afterMissedSyncs = 3, minSeenShare = 0.5 } = options;
  const scope = [source, seenSince, floors ?? null];
  return inTransaction(client, async () => {
    const { rows } = await client.query<{ known: number; seen: number }>(countSql, [
      ...scope,
      afterMissedSyncs,
    ]);
    const { known, seen } = rows[0]!;
    if (known > 0 && seen < minSeenShare * known) throw incomplete(source, { known, seen });
    await client.query(missSql, scope);
    const hidden = (await client.query(hideSql, [source, afterMissedSyncs])).rowCount ?? 0;
    return { known, seen, missed: known - seen, hidden };
  });
}

function incomplete(source: string, { known, seen }: { known: number; seen: number }): AppError {
  return new AppError(
    'SOURCE_INCOMPLETE',
    `Cannot look for items that are gone from ${source}: the sync saw ${seen} of ${known} known items`,
    {
      hint: 'Look whether the source answers in full and sync again; no item was hidden.',
      details: { source, known, seen },
    },
  );
}
