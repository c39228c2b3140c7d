import type { Client } from 'pg';
import { activitySql } from './activity-sql.ts';
import type { ValueCount } from './compare-shares.ts';
import type { MonitorWindows } from './monitor-windows.ts';

export const activityKinds = ['shown', 'liked'] as const;
export const monitoredFeatures = ['tag', 'maker', 'price', 'duration', 'age'] as const;

export interface FeatureCount extends ValueCount {
  kind: (typeof activityKinds)[number];
  feature: (typeof monitoredFeatures)[number];
}

/** Lower bounds of the cells; what is below the first has a cell as well. */
const bounds = {
  price: [300, 500, 1000, 1500, 2000, 3000, 5000, 10_000],
  duration: [30, 60, 90, 120, 150, 180, 240],
  age: [0, 7, 30, 90, 180, 365, 730, 1825],
} as const;

const cell = (expression: string, feature: keyof typeof bounds) =>
  `case width_bucket((${expression})::float8, array[${bounds[feature].join(', ')}]::float8[])
     ${bounds[feature].map((from, at) => `when ${at + 1} then '${labelOf(feature, at, from)}'`).join(' ')}
     when 0 then 'below ${bounds[feature][0]}' end`;

function labelOf(feature: keyof typeof bounds, at: number, from: number): string {
  const to = bounds[feature][at + 1];
  return to === undefined ? `from ${from}` : `${from} to ${to}`;
}

/**
 * How often each tag, maker, price in yen, duration in minutes and age in days (when shown or liked) was shown and liked in
 * the two periods, summed up in the database. A value that is not known is a value as well.
 */
export async function readFeatureCounts(client: Client, { values }: MonitorWindows): Promise<FeatureCount[]> {
  const { rows } = await client.query<FeatureCount>(
    `with activity as materialized ${activitySql},
     valued as (
       select a.kind, a.period, a.person, f.feature, f.value
       from activity as a
       inner join app.items as i on i.id = a.item_id
       left join app.makers as m on m.id = i.maker_id
       cross join lateral (values
         ('maker', m.name),
         ('price', ${cell('i.price_yen', 'price')}),
         ('duration', ${cell('i.duration_minutes', 'duration')}),
         ('age', ${cell('extract(epoch from a.at - i.released_at) / 86400', 'age')})
       ) as f (feature, value)
       union all
       select a.kind, a.period, a.person, 'tag', t.name
       from activity as a
       inner join app.item_tags as l on l.item_id = a.item_id
       inner join app.tags as t on t.id = l.tag_id
     )
     select kind, period, feature, coalesce(value, 'not known') as value, count(*)::float8 as events,
       count(distinct person)::float8 as people
     from valued group by 1, 2, 3, 4`,
    values,
  );
  return rows;
}
