import type { Client } from 'pg';
import { loggedImpressionsSql } from '../io/impressions/logged-impressions-sql.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export interface LikeRateRow {
  period: 'reference' | 'recent';
  source: string;
  /** Monday, ISO date; null for the whole period. */
  week: string | null;
  shown: number;
  liked: number;
  people: number;
}

/** What was shown to people who consent to training and liked within 24 hours, by source, whole and week by week. */
export async function readLikeRates(client: Client, { values }: MonitorWindows): Promise<LikeRateRow[]> {
  const { rows } = await client.query<LikeRateRow>(
    `select case when i.shown_at < $2 then 'reference' else 'recent' end as period, i.source,
       to_char(date_trunc('week', i.shown_at at time zone 'utc'), 'YYYY-MM-DD') as week,
       count(*)::float8 as shown, count(*) filter (where i.outcome = 'like')::float8 as liked,
       count(distinct i.person_key)::float8 as people
     from ${loggedImpressionsSql} as i
     where i.shown_at >= $1::timestamptz and i.shown_at < $2::timestamptz
       or i.shown_at >= $3::timestamptz and i.shown_at < $4::timestamptz
     group by grouping sets ((1, 2), (1, 2, 3))
     order by 1 desc, 2, 3 nulls first`,
    values,
  );
  return rows;
}
