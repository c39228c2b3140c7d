import type { Client } from 'pg';
import type { QualityReport } from '../../../shared/contracts/quality-report.ts';

const sql = `
  select 'likes by item' as name, min(refreshed_at) as updated_at from app.item_popularity
  union all
  select 'sync of ' || source || ' ' || floor, synced_at from app.sync_watermarks
  union all
  select 'ranking of ' || source || ' ' || floor, captured_at from app.rankings where state = 'current'
  order by 1`;

/** How old what is derived or synced is: of the likes the item counted longest ago, and every floor on its own. */
export async function readFreshness(client: Client, asOf: Date): Promise<QualityReport['freshness']> {
  const { rows } = await client.query<{ name: string; updated_at: Date | null }>(sql);
  return rows.map(({ name, updated_at: updatedAt }) => ({
    name,
    updatedAt: updatedAt?.toISOString() ?? null,
    ageDays: updatedAt && Math.max(0, (asOf.getTime() - updatedAt.getTime()) / 86_400_000),
  }));
}
