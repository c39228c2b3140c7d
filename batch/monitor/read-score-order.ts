import type { Client } from 'pg';
import { loggedImpressionsSql } from '../io/impressions/logged-impressions-sql.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export interface ScoreDecile {
  /** 1 is the tenth with the lowest scores. */
  decile: number;
  lowest: number;
  highest: number;
  shown: number;
  liked: number;
  people: number;
}

export interface ScoreOrder {
  deciles: ScoreDecile[];
  /**
   * Probability that something liked had a higher score than something that was not, ties half (area under the ROC curve
   * by the sum of ranks, Hanley and McNeil, 1982); null where one of the two is missing.
   */
  auc: number | null;
  shown: number;
  people: number;
}

const scoredSql = `
  select i.score, i.person_key, coalesce(i.outcome = 'like', false) as liked
  from ${loggedImpressionsSql} as i
  where i.model_version = $1 and i.shown_at >= $2::timestamptz and i.shown_at < $3::timestamptz`;

/** How the scores of a version that it was shown by in the recent period go with likes, of people who consent to training. */
export async function readScoreOrder(
  client: Client,
  { version, recent }: MonitorWindows,
): Promise<ScoreOrder> {
  const values = [version, recent.from.toISOString(), recent.to.toISOString()];
  const { rows: deciles } = await client.query<ScoreDecile>(
    `select decile, min(score) as lowest, max(score) as highest, count(*)::float8 as shown,
       count(*) filter (where liked)::float8 as liked, count(distinct person_key)::float8 as people
     from (select *, ntile(10) over (order by score) as decile from (${scoredSql}) as s) as d
     group by decile order by decile`,
    values,
  );
  const { rows } = await client.query<Omit<ScoreOrder, 'deciles'>>(
    `select (sum(place) filter (where liked) - sum(1) filter (where liked) * (sum(1) filter (where liked) + 1) / 2.0)::float8
         / nullif(sum(1) filter (where liked) * sum(1) filter (where not liked), 0) as auc,
       count(*)::float8 as shown, count(distinct person_key)::float8 as people
     from (
       select *, rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as place
       from (${scoredSql}) as s
     ) as r`,
    values,
  );
  return { deciles, ...rows[0]! };
}
