import type { Client } from 'pg';
import type { CanaryEvidence, VersionEvidence } from './canary-evidence.ts';

// An impression is liked where the person likes the item now and said so after it was shown. Grouped by person first: what one
// person does hangs together.
const likesSql = `
  with shown as (
    select s.model_version, s.person_id, count(*)::float8 as x,
      count(*) filter (where exists (
        select from app.decisions as d
        where d.person_id = s.person_id and d.item_id = s.item_id and d.decision = 'like' and d.decided_at >= s.shown_at
      ))::float8 as y
    from app.impressions as s
    where s.shown_at >= $1 and s.model_version = any($2)
    group by s.model_version, s.person_id
  )
  select model_version as version, count(*)::int as people, sum(x) as x, sum(y) as y, sum(x * x) as xx, sum(x * y) as xy,
    sum(y * y) as yy
  from shown group by model_version`;

const shownSql = `
  select version, times::int, count(*)::int as items
  from (
    select s.model_version as version, s.item_id, count(*) as times
    from app.impressions as s
    where s.shown_at >= $1 and s.model_version = any($2)
    group by s.model_version, s.item_id
  ) as counts
  group by version, times`;

const requestsSql = `
  select r.model_version as version, sum(r.requests)::float8 as requests,
    coalesce(sum(r.requests) filter (where r.status >= 500), 0)::float8 as failures,
    coalesce(sum(r.requests) filter (where r.degraded <> ''), 0)::float8 as degraded
  from app.request_metrics as r
  where r.function_name = 'recommend-items' and r.minute >= date_trunc('minute', $1::timestamptz)
    and r.model_version = any($2)
  group by r.model_version`;

const bucketsSql = `
  select r.model_version as version, b.place::int as place, sum(b.requests)::float8 as requests
  from app.request_metrics as r cross join unnest(r.buckets) with ordinality as b (requests, place)
  where r.function_name = 'recommend-items' and r.minute >= date_trunc('minute', $1::timestamptz)
    and r.model_version = any($2)
  group by r.model_version, b.place`;

/** What canary and active version did since the canary serves; null where there is no canary. */
export async function readCanaryEvidence(client: Client): Promise<CanaryEvidence | null> {
  const { rows: deployed } = await client.query<{ slot: string; version: string; since: Date }>(
    `select slot::text, model_version as version, deployed_at as since
     from app.deployments where slot in ('canary', 'active')`,
  );
  const canary = deployed.find(({ slot }) => slot === 'canary');
  const active = deployed.find(({ slot }) => slot === 'active');
  if (!canary || !active) return null;
  const values = [canary.since, [canary.version, active.version]];
  const { rows: requests } = await client.query(requestsSql, values);
  const { rows: buckets } = await client.query(bucketsSql, values);
  const { rows: likes } = await client.query(likesSql, values);
  const { rows: shown } = await client.query(shownSql, values);
  const { rows: bounds } = await client.query<{ bounds: number[] }>(
    'select app.latency_bounds_ms() as bounds',
  );
  const latencyBoundsMs = bounds[0]!.bounds;
  const of = (version: string): VersionEvidence => {
    const {
      requests: all = 0,
      failures = 0,
      degraded = 0,
    } = requests.find((row) => row.version === version) ?? {};
    const {
      people = 0,
      x = 0,
      y = 0,
      xx = 0,
      xy = 0,
      yy = 0,
    } = likes.find((row) => row.version === version) ?? {};
    const counts = Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
    for (const row of buckets) if (row.version === version) counts[row.place - 1] = row.requests;
    return {
      ...{ version, requests: all, failures, degraded, buckets: counts },
      likes: { people, x, y, xx, xy, yy },
      shown: new Map(shown.flatMap((row) => (row.version === version ? [[row.times, row.items]] : []))),
    };
  };
  return {
    since: canary.since.toISOString(),
    latencyBoundsMs,
    canary: of(canary.version),
    active: of(active.version),
  };
}
