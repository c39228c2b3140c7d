import type { Client } from 'pg';
import { activitySql } from './activity-sql.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export interface Exposure {
  /** Of the active catalogue; null for what is not known. */
  maker: string | null;
  items: number;
  shown: number;
  liked: number;
  /** Whom something of the maker was shown to. */
  people: number;
}

export interface DecileExposure {
  /** 1 is the tenth of the active catalogue with the most likes. */
  decile: number;
  items: number;
  shown: number;
  liked: number;
}

export interface NewItemExposure {
  items: number;
  newItems: number;
  shown: number;
  newShown: number;
}

const byItem = `
  select item_id, count(*) filter (where kind = 'shown')::float8 as shown,
    count(*) filter (where kind = 'liked')::float8 as liked
  from ${activitySql} as a where a.period = 'recent' group by item_id`;

/** Parts of the catalogue beside what of it was shown and liked in the recent period: sums, made in the database. */
export async function readExposure(
  client: Client,
  { values, asOf }: MonitorWindows,
  { newDays }: { newDays: number },
): Promise<{ makers: Exposure[]; deciles: DecileExposure[]; fresh: NewItemExposure }> {
  const { rows: makers } = await client.query<Exposure>(
    `with people as (
       select i.maker_id, count(distinct a.person)::float8 as people
       from ${activitySql} as a inner join app.items as i on i.id = a.item_id
       where a.period = 'recent' and a.kind = 'shown' group by i.maker_id
     )
     select m.name as maker, count(*)::float8 as items, coalesce(sum(s.shown), 0) as shown,
       coalesce(sum(s.liked), 0) as liked, coalesce(max(p.people), 0) as people
     from app.items as i
     left join app.makers as m on m.id = i.maker_id
     left join (${byItem}) as s on s.item_id = i.id
     left join people as p on p.maker_id is not distinct from i.maker_id
     where i.status = 'active' group by m.name order by shown desc, maker`,
    values,
  );
  const { rows: deciles } = await client.query<DecileExposure>(
    `select r.decile, count(*)::float8 as items, coalesce(sum(s.shown), 0) as shown, coalesce(sum(s.liked), 0) as liked
     from (
       select i.id, ntile(10) over (order by coalesce(p.decayed_likes, 0) desc, i.id) as decile
       from app.items as i left join app.item_popularity as p on p.item_id = i.id
       where i.status = 'active'
     ) as r
     left join (${byItem}) as s on s.item_id = r.id
     group by r.decile order by r.decile`,
    values,
  );
  const { rows: fresh } = await client.query<NewItemExposure>(
    `select count(*)::float8 as items, count(*) filter (where n.is_new)::float8 as "newItems",
       coalesce(sum(s.shown), 0) as shown, coalesce(sum(s.shown) filter (where n.is_new), 0) as "newShown"
     from app.items as i
     cross join lateral (
       select i.created_at >= $5::timestamptz and i.created_at < $4::timestamptz as is_new
     ) as n
     left join (${byItem}) as s on s.item_id = i.id
     where i.status = 'active'`,
    [...values, new Date(asOf.getTime() - newDays * 86_400_000).toISOString()],
  );
  return { makers, deciles, fresh: fresh[0]! };
}
