-- What report-status tells monitoring beside requests: gauges of models, catalogue, vectors, what is shown, jobs and quarantine.
-- squawk-ignore-file require-concurrent-index-creation
-- A block range index of a table that is only appended to is made in one quick pass.

create index if not exists impressions_shown_at_idx on app.impressions using brin (shown_at) with (pages_per_range = 32);

-- What takes long to measure, as of the last refresh.
create table if not exists app.service_gauges (
  name text not null check (name ~ '^[a-z][a-z0-9_]*$'),
  labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  value double precision not null,
  measured_at timestamptz not null default now(),
  primary key (name, labels)
);
alter table app.service_gauges enable row level security;
revoke all on app.service_gauges from public, anon, authenticated;
grant select on app.service_gauges to service_role;

create or replace function app.measure_catalogue()
returns table (name text, labels jsonb, value double precision)
language sql
stable
set search_path = ''
as $$
  select 'catalogue_items', jsonb_build_object('status', s.status), count(i.id)
  from unnest(enum_range(null::app.item_status)) as s (status)
  left join app.items as i on i.status = s.status
  group by s.status
  union all
  select 'catalogue_newest_item_timestamp_seconds', '{}', extract(epoch from max(i.created_at))
  from app.items as i where i.status = 'active' having max(i.created_at) is not null
  union all
  select 'popularity_refreshed_timestamp_seconds', '{}', extract(epoch from max(p.refreshed_at))
  from app.item_popularity as p having max(p.refreshed_at) is not null
  union all
  select 'quarantine_rows', jsonb_build_object('dataset', q.dataset, 'reason', q.reason), count(*)
  from app.quarantine as q group by q.dataset, q.reason
  union all
  select 'quarantine_new_rows', jsonb_build_object('dataset', d.dataset), count(q.dataset)
  from unnest(array['catalogue', 'events']) as d (dataset)
  left join app.quarantine as q on q.dataset = d.dataset and q.quarantined_at > now() - interval '24 hours'
  group by d.dataset;
$$;

-- Of the active version.
create or replace function app.measure_vectors()
returns table (name text, labels jsonb, value double precision)
language plpgsql
volatile
set search_path = ''
-- Only with the version known are the partitions of the others left alone.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_version text;
  v_sample bigint[];
begin
  select d.model_version into v_version from app.deployments as d where d.slot = 'active';
  if v_version is null then
    return;
  end if;
  return query
  select
    'vector_coverage_ratio', jsonb_build_object('model_version', v_version),
    count(v.item_id)::double precision / count(i.id)
  from app.items as i
  left join app.item_vectors as v on v.item_id = i.id and v.model_version = v_version
  where i.status = 'active'
  having count(i.id) > 0;

  v_sample := array(select i.id from app.items as i order by random() limit 1000);
  return query
  select
    'embedding_norm',
    jsonb_build_object('model_version', v_version, 'stat', s.stat),
    case s.stat when 'min' then n.least when 'max' then n.greatest else n.mean end
  from (
    select min(l.norm) as least, avg(l.norm) as mean, max(l.norm) as greatest
    from (
      select extensions.l2_norm(v.embedding) as norm
      from app.item_vectors as v
      where v.model_version = v_version and v.item_id = any(v_sample)
    ) as l
  ) as n
  cross join unnest(array['min', 'mean', 'max']) as s (stat)
  where n.mean is not null;
end
$$;

-- Of what was shown in the last 24 hours. An item that a person has decided on is not shown to them again, so that what they think
-- of it now is what they thought after they saw it.
create or replace function app.measure_shown()
returns table (name text, labels jsonb, value double precision)
language sql
stable
set search_path = ''
as $$
  with shown as materialized (
    select
      s.source, s.variants, i.maker_id, s.shown_at > now() - interval '1 hour' as is_late,
      count(*)::double precision as items,
      count(*) filter (where d.decision = 'like') as liked
    from app.impressions as s
    inner join app.items as i on i.id = s.item_id
    left join app.decisions as d on d.person_id = s.person_id and d.item_id = s.item_id
    where s.shown_at > now() - interval '24 hours'
    group by s.source, s.variants, i.maker_id, s.shown_at > now() - interval '1 hour'
  ),
  by_source as (
    select jsonb_build_object('source', s.source) as labels, sum(s.items) as items, sum(s.liked) as liked
    from shown as s group by s.source
  ),
  by_variant as (
    select
      jsonb_build_object('experiment', a.value ->> 'experiment', 'variant', a.value ->> 'variant') as labels,
      sum(s.items) as items, sum(s.liked) as liked
    from shown as s cross join jsonb_array_elements(s.variants) as a
    group by a.value ->> 'experiment', a.value ->> 'variant'
  ),
  by_maker as (
    select s.maker_id, sum(s.items) / sum(sum(s.items)) over () as share
    from shown as s group by s.maker_id
  ),
  makers as (
    select m.maker_id, m.share, row_number() over (order by m.share desc, m.maker_id) as place
    from by_maker as m where m.maker_id is not null
  )
  select 'impressions', s.labels, s.items from by_source as s
  union all
  select 'like_ratio', s.labels, s.liked / s.items from by_source as s
  union all
  select 'variant_impressions', v.labels, v.items from by_variant as v
  union all
  select 'variant_like_ratio', v.labels, v.liked / v.items from by_variant as v
  union all
  select 'personalised_ratio', '{}', coalesce(sum(s.items) filter (where s.source = 'personalised'), 0) / sum(s.items)
  from shown as s where s.is_late having sum(s.items) > 0
  union all
  select 'maker_exposure_ratio', jsonb_build_object('maker_id', m.maker_id::text), m.share from makers as m where m.place <= 10
  union all
  select 'maker_exposure_largest_ratio', '{}', m.share from makers as m where m.place = 1;
$$;

-- Two refreshes at once would add the same rows: the second waits.
create or replace function app.refresh_service_gauges()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  v_count bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('refresh_service_gauges', 0));
  delete from app.service_gauges;
  insert into app.service_gauges (name, labels, value)
  select m.name, m.labels, m.value from app.measure_catalogue() as m
  union all
  select m.name, m.labels, m.value from app.measure_vectors() as m
  union all
  select m.name, m.labels, m.value from app.measure_shown() as m;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- What is quick to measure, as of now. job_name, as Prometheus has a label job of its own.
create or replace function app.measure_now()
returns table (name text, labels jsonb, value double precision)
language sql
stable
set search_path = ''
as $$
  with deployed as (
    select
      d.slot = 'active' as is_active,
      jsonb_build_object('slot', d.slot, 'model_version', d.model_version) as labels,
      d.deployed_at, m.created_at
    from app.deployments as d inner join app.models as m on m.version = d.model_version
    -- Of these there are ever more.
    where d.slot not in ('candidate', 'retired')
  ),
  jobs as (
    select
      jsonb_build_object('job_name', r.job) as labels,
      max(r.finished_at) filter (where r.status = 'succeeded') as succeeded_at,
      (array_agg(r.status order by r.started_at desc) filter (where r.status <> 'running'))[1] in ('failed', 'lost') as last_failed,
      count(*) filter (where r.status in ('failed', 'lost') and r.finished_at > now() - interval '24 hours') as failed,
      count(*) filter (where r.status = 'running') as running,
      count(*) filter (where r.status = 'running' and r.lease_until < now()) as stale
    from app.job_runs as r
    group by r.job
  )
  select 'active_models', '{}'::jsonb, count(*) filter (where d.is_active) from deployed as d
  union all
  select 'model_deployed_timestamp_seconds', d.labels, extract(epoch from d.deployed_at) from deployed as d
  union all
  select 'model_created_timestamp_seconds', d.labels, extract(epoch from d.created_at) from deployed as d
  union all
  select 'sync_success_timestamp_seconds', jsonb_build_object('source', w.source, 'floor', w.floor), extract(epoch from w.synced_at)
  from app.sync_watermarks as w
  union all
  select 'job_last_success_timestamp_seconds', j.labels, extract(epoch from j.succeeded_at) from jobs as j
  where j.succeeded_at is not null
  union all
  select 'job_last_failed', j.labels, j.last_failed::integer from jobs as j where j.last_failed is not null
  union all
  select 'job_failed_runs', j.labels, j.failed from jobs as j
  union all
  select 'job_running', j.labels, j.running from jobs as j
  union all
  select 'job_stale_leases', j.labels, j.stale from jobs as j
  union all
  select 'gauges_refreshed_timestamp_seconds', '{}', coalesce(extract(epoch from max(g.measured_at)), 0)
  from app.service_gauges as g;
$$;

-- {"latency_bounds_ms": [number], "requests": [row of app.request_totals], "gauges": [{"name", "labels", "value"}]}. Versions that
-- have answered nothing for two weeks are left out: a series that ends does no harm, one for every version there ever was would.
create or replace function public.read_metrics()
returns jsonb
language sql
stable
set search_path = ''
set statement_timeout = '4500ms'
as $$
  select jsonb_build_object(
    'latency_bounds_ms', app.latency_bounds_ms(),
    'requests', (
      select coalesce(
        jsonb_agg(
          to_jsonb(t) - 'last_minute'
          order by t.function_name, t.model_version, t.status, t.code, t.degraded
        ),
        '[]'
      )
      from app.request_totals as t
      where t.model_version = '' or t.last_minute > now() - interval '14 days'
    ),
    'gauges', (
      select jsonb_agg(jsonb_build_object('name', g.name, 'labels', g.labels, 'value', g.value) order by g.name, g.labels)
      from (
        select s.name, s.labels, s.value from app.service_gauges as s
        union all
        select m.name, m.labels, m.value from app.measure_now() as m
      ) as g
    )
  );
$$;
comment on function public.read_metrics() is 'What report-status tells monitoring: counters of requests, and gauges.';

do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    perform cron.schedule('matching-gauges', '*/5 * * * *', 'select app.refresh_service_gauges()');
  end if;
end
$$;

revoke all on function app.measure_catalogue() from public, anon, authenticated;
revoke all on function app.measure_vectors() from public, anon, authenticated;
revoke all on function app.measure_shown() from public, anon, authenticated;
revoke all on function app.refresh_service_gauges() from public, anon, authenticated;
revoke all on function app.measure_now() from public, anon, authenticated;
revoke all on function public.read_metrics() from public, anon, authenticated;
grant execute on function app.measure_now() to service_role;
grant execute on function public.read_metrics() to service_role;
