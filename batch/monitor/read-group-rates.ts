import type { Client } from 'pg';
import { loggedImpressionsSql } from '../io/impressions/logged-impressions-sql.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export interface GroupRate {
  /** What people are grouped by, or `position` for places of a page. */
  dimension: string;
  group: string;
  shown: number;
  liked: number;
  people: number;
}

/**
 * Like rates of the recent period by place on the page and by groups of people who consent to training: how many likes
 * they have, whether they chose tags to begin with, whether they came within 30 days. Groups of fewer than `minPeople` do
 * not leave the database.
 */
export async function readGroupRates(
  client: Client,
  { recent }: MonitorWindows,
  { minPeople }: { minPeople: number },
): Promise<GroupRate[]> {
  const { rows } = await client.query<GroupRate>(
    `with shown as materialized (
       select i.person_key::uuid as person, i.position, i.outcome
       from ${loggedImpressionsSql} as i
       where i.shown_at >= $1::timestamptz and i.shown_at < $2::timestamptz
     ),
     people as materialized (
       select p.person_id as person,
         (select count(*) from app.decisions as d where d.person_id = p.person_id and d.decision = 'like') as likes,
         exists (select from app.onboarding_tags as o where o.person_id = p.person_id) as chose,
         p.created_at >= $2::timestamptz - interval '30 days' as is_new
       from app.profiles as p where p.person_id in (select person from shown)
     )
     select g.dimension, g.name as group, count(*)::float8 as shown,
       count(*) filter (where s.outcome = 'like')::float8 as liked, count(distinct s.person)::float8 as people
     from shown as s
     inner join people as p on p.person = s.person
     cross join lateral (values
       ('likes', case when p.likes = 0 then '0' when p.likes < 5 then '1 to 4' when p.likes < 20 then '5 to 19'
          else '20 or more' end, least(p.likes, 20)),
       ('tags to begin with', case when p.chose then 'chosen' else 'none' end, 0),
       ('came', case when p.is_new then 'within 30 days' else 'earlier' end, 0),
       ('position', (s.position + 1)::text, s.position)
     ) as g (dimension, name, place)
     group by g.dimension, g.name
     having count(distinct s.person) >= $3
     order by g.dimension, min(g.place), g.name`,
    [recent.from.toISOString(), recent.to.toISOString(), minPeople],
  );
  return rows;
}
