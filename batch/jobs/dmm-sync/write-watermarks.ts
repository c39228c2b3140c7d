import type { Client } from 'pg';
import { instantOf, parseWall } from '../../ingest/dmm/fetch/japan-time.ts';
import { inTransaction } from '../../store/in-transaction.ts';
import type { SyncPlan } from './plan-sync.ts';

const upsertSql = `
  insert into app.sync_watermarks as w (source, floor, released_until, sync_number)
  values ('dmm', $1, $2, $3)
  on conflict (source, floor) do update set
    released_until = greatest(w.released_until, excluded.released_until),
    sync_number = w.sync_number + excluded.sync_number,
    synced_at = now()`;

export interface WatermarkOptions {
  plan: SyncPlan;
  /** Newest release date found, by floor: `YYYY-MM-DD HH:MM:SS` in Japan; null where nothing was found. */
  latest: ReadonlyMap<string, string | null>;
  /** Called in the same transaction. */
  done(): Promise<void>;
}

/**
 * Moves each floor's watermark to the newest release date that was found, but not into the future: an announced
 * release must not hide what comes before it.
 */
export async function writeWatermarks(
  client: Client,
  { plan, latest, done }: WatermarkOptions,
): Promise<void> {
  const startedAt = new Date(plan.startedAt);
  await inTransaction(client, async () => {
    for (const [floor, date] of latest) {
      const wall = date === null ? null : parseWall(date);
      const found =
        wall === null ? (plan.since === null ? startedAt : instantOf(plan.since)) : instantOf(wall);
      const until = found < startedAt ? found : startedAt;
      await client.query(upsertSql, [floor, until, plan.mode === 'full' ? 1 : 0]);
    }
    await done();
  });
}
