import type { Client } from 'pg';
import { activitySql } from './activity-sql.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export interface VectorDrift {
  /** Likes and nopes of the recent period, how many were on items without a vector in the serving version, of how many people. */
  decisions: number;
  withoutVector: number;
  deciders: number;
  /**
   * Mean cosine of what people's vectors are made of, the mean history input of their likes, in the reference and in the
   * recent period; of people with three likes with a vector in each. Null without such people.
   */
  personCosine: number | null;
  people: number;
  /**
   * Share of the ten nearest items that an item keeps from the previous version to the serving one, the mean over items
   * drawn. Vectors of two versions cannot be compared themselves: each has its own axes. Null without a previous version.
   */
  neighboursKept: number | null;
  drawn: number;
}

const probes = 30;

/** Sums and means only; all is computed in the database. */
export async function readVectorDrift(client: Client, windows: MonitorWindows): Promise<VectorDrift> {
  const { version, previous, recent, values } = windows;
  const { rows: decided } = await client.query<Pick<VectorDrift, 'decisions' | 'withoutVector' | 'deciders'>>(
    `select count(*)::float8 as decisions,
       count(*) filter (where not exists (
         select from app.item_vectors as v where v.model_version = $3 and v.item_id = d.item_id
       ))::float8 as "withoutVector", count(distinct d.person)::float8 as deciders
     from (
       select person_id::text as person, item_id, decided_at from app.decisions
       union all select source || ':' || person_key, item_id, decided_at from app.imported_decisions
     ) as d
     where d.decided_at >= $1::timestamptz and d.decided_at < $2::timestamptz`,
    [recent.from.toISOString(), recent.to.toISOString(), version],
  );
  const { rows: persons } = await client.query<Pick<VectorDrift, 'personCosine' | 'people'>>(
    `with pools as (
       select a.person, a.period, extensions.avg(v.history_input::extensions.vector) as pool
       from ${activitySql} as a
       inner join app.item_vectors as v on v.model_version = $5 and v.item_id = a.item_id
       where a.kind = 'liked'
       group by a.person, a.period having count(*) >= 3
     )
     select avg(1 - (r.pool operator(extensions.<=>) n.pool)) as "personCosine", count(*)::float8 as people
     from pools as r inner join pools as n on n.person = r.person and n.period = 'recent'
     where r.period = 'reference'`,
    [...values, version],
  );
  const { rows: kept } = await client.query<Pick<VectorDrift, 'neighboursKept' | 'drawn'>>(
    `with drawn as materialized (
       select s.item_id, s.embedding as serving, p.embedding as before
       from app.item_vectors as s
       inner join app.item_vectors as p on p.item_id = s.item_id and p.model_version = $2
       where s.model_version = $1
       order by hashint8extended(s.item_id, 1), s.item_id limit ${probes}
     )
     select avg(k.kept)::float8 as "neighboursKept", count(*)::float8 as drawn
     from drawn as d
     cross join lateral (
       select count(*) / 10.0 as kept
       from (
         ${nearest('$1', 'd.serving')} intersect ${nearest('$2', 'd.before')}
       ) as both_near
     ) as k`,
    [version, previous],
  );
  return { ...decided[0]!, ...persons[0]!, ...kept[0]! };
}

/** The sum keeps an index out, which is not exact. */
const nearest = (version: string, query: string) => `
  (select v.item_id from app.item_vectors as v where v.model_version = ${version} and v.item_id <> d.item_id
   order by (v.embedding operator(extensions.<#>) ${query}) + 0, v.item_id limit 10)`;
