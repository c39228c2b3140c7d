import type { Client } from 'pg';
import { type WallSeconds, wallSecondsOf } from '../../ingest/dmm/fetch/japan-time.ts';
import type { SyncMode, SyncParameters } from './dmm-parameters.ts';

const daySeconds = 86_400;
/** No release is older; what claims to be belongs to the first slice. */
const oldest = wallSecondsOf(new Date('1990-01-01T00:00:00+09:00'));

export interface SyncPlan {
  /** By the database's clock, ISO 8601. */
  startedAt: string;
  /** Full also where a floor was never synced: its items may be on other floors as well. */
  mode: SyncMode;
  /** Release date from which on items are fetched; null for all. */
  since: WallSeconds | null;
  bounds: { from: WallSeconds; to: WallSeconds };
}

/** What a sync has to fetch, from how far the floors are synced. All floors from the same date on. */
export async function planSync(
  client: Client,
  { floors, mode, overlapDays }: Pick<SyncParameters, 'floors' | 'mode' | 'overlapDays'>,
): Promise<SyncPlan> {
  const { rows } = await client.query<{ now: Date; floors: number; until: Date | null }>(
    `select now() as now, count(w.floor)::int as floors, min(w.released_until) as until
     from unnest($1::text[]) as f left join app.sync_watermarks as w on w.source = 'dmm' and w.floor = f`,
    [floors],
  );
  const { now, floors: synced, until } = rows[0]!;
  const since =
    mode === 'incremental' && synced === floors.length && until !== null
      ? wallSecondsOf(until) - Math.round(overlapDays * daySeconds)
      : null;
  return {
    startedAt: now.toISOString(),
    mode: since === null ? 'full' : 'incremental',
    since,
    // Announced releases lie ahead; a year is where halving begins, not where the listing ends.
    bounds: { from: since ?? oldest, to: wallSecondsOf(now) + 365 * daySeconds },
  };
}
