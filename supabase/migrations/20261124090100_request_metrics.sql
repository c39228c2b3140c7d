-- How many requests were answered how and how fast, by minute. Edge Functions count in memory and hand it in every few seconds.
-- squawk-ignore-file prefer-bigint-over-smallint

-- Upper bounds of the latency buckets, in milliseconds; one more bucket takes what is slower than all of them.
create or replace function app.latency_bounds_ms()
returns integer[]
language sql
immutable
set search_path = ''
as $$
  select array[10, 25, 50, 100, 200, 300, 500, 750, 1000, 1500, 2500, 5000, 10000];
$$;

create table if not exists app.request_metrics (
  -- Start of the minute in which the requests ended.
  minute timestamptz not null,
  function_name text not null check (function_name <> ''),
  -- Empty where no version answered.
  model_version text not null default '',
  status smallint not null,
  -- Error code; empty where there was none.
  code text not null default '',
  -- Causes, sorted, joined by commas; empty where the answer was whole.
  degraded text not null default '',
  requests bigint not null check (requests > 0),
  duration_ms_sum double precision not null check (duration_ms_sum >= 0),
  -- Requests by latency, not cumulative; bounds as in app.latency_bounds_ms().
  buckets bigint[] not null check (cardinality(buckets) = 14),
  primary key (minute, function_name, model_version, status, code, degraded)
);

-- Everything ever counted: small, so that it can be read every few seconds, and never falls when minutes are deleted. Half of every
-- page is kept free, so that updates stay on it.
create table if not exists app.request_totals (
  function_name text not null check (function_name <> ''),
  model_version text not null default '',
  status smallint not null,
  code text not null default '',
  degraded text not null default '',
  requests bigint not null check (requests > 0),
  duration_ms_sum double precision not null check (duration_ms_sum >= 0),
  buckets bigint[] not null check (cardinality(buckets) = 14),
  -- The last minute that was counted in.
  last_minute timestamptz not null,
  primary key (function_name, model_version, status, code, degraded)
) with (fillfactor = 50);

alter table app.request_metrics enable row level security;
alter table app.request_totals enable row level security;
revoke all on app.request_metrics, app.request_totals from public, anon, authenticated;
grant select, insert, update on app.request_metrics, app.request_totals to service_role;

-- Place by place. Null for two lists of different length, which no column here takes.
create or replace function app.add_buckets(p_one bigint[], p_other bigint[])
returns bigint[]
language sql
immutable
set search_path = ''
as $$
  select case when cardinality(p_one) = cardinality(p_other) then (
    select array_agg(b.one + b.other order by b.place)
    from unnest(p_one, p_other) with ordinality as b (one, other, place)
  ) end;
$$;

-- p_rows: [{"minute", "function_name", "model_version", "status", "code", "degraded", "requests", "duration_ms_sum", "buckets"}], no
-- two of one key. Rows are locked in one order, so that workers that hand in at once wait and do not deadlock.
create or replace function public.record_requests(p_rows jsonb)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '4500ms'
as $$
begin
  insert into app.request_metrics as m
    (minute, function_name, model_version, status, code, degraded, requests, duration_ms_sum, buckets)
  select r.minute, r.function_name, r.model_version, r.status, r.code, r.degraded, r.requests, r.duration_ms_sum, r.buckets
  from jsonb_to_recordset(p_rows) as r (
    minute timestamptz, function_name text, model_version text, status smallint, code text, degraded text,
    requests bigint, duration_ms_sum double precision, buckets bigint[]
  )
  order by r.minute, r.function_name, r.model_version, r.status, r.code, r.degraded
  on conflict (minute, function_name, model_version, status, code, degraded) do update
  set requests = m.requests + excluded.requests,
    duration_ms_sum = m.duration_ms_sum + excluded.duration_ms_sum,
    buckets = app.add_buckets(m.buckets, excluded.buckets);

  insert into app.request_totals as t
    (function_name, model_version, status, code, degraded, requests, duration_ms_sum, buckets, last_minute)
  select
    p.function_name, p.model_version, p.status, p.code, p.degraded,
    sum(p.bucket), sum(p.duration_ms_sum), array_agg(p.bucket order by p.place), max(p.last_minute)
  from (
    select
      r.function_name, r.model_version, r.status, r.code, r.degraded, u.place,
      sum(u.bucket)::bigint as bucket,
      -- A row stands here once for each of its buckets.
      sum(r.duration_ms_sum) filter (where u.place = 1) as duration_ms_sum,
      max(r.minute) as last_minute
    from jsonb_to_recordset(p_rows) as r (
      minute timestamptz, function_name text, model_version text, status smallint, code text, degraded text,
      duration_ms_sum double precision, buckets bigint[]
    )
    cross join unnest(r.buckets) with ordinality as u (bucket, place)
    group by r.function_name, r.model_version, r.status, r.code, r.degraded, u.place
  ) as p
  group by p.function_name, p.model_version, p.status, p.code, p.degraded
  order by p.function_name, p.model_version, p.status, p.code, p.degraded
  on conflict (function_name, model_version, status, code, degraded) do update
  set requests = t.requests + excluded.requests,
    duration_ms_sum = t.duration_ms_sum + excluded.duration_ms_sum,
    buckets = app.add_buckets(t.buckets, excluded.buckets),
    last_minute = greatest(t.last_minute, excluded.last_minute);
end
$$;
comment on function public.record_requests(jsonb) is 'Adds what an Edge Function counted of its requests since it last did so.';

-- The totals keep what is deleted here.
create or replace function app.clear_request_metrics(p_keep interval default interval '14 days')
returns bigint
language sql
set search_path = ''
as $$
  with cleared as (
    delete from app.request_metrics as m where m.minute < now() - p_keep returning m.minute
  )
  select count(*) from cleared;
$$;

do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    perform cron.schedule('matching-request-metrics', '25 3 * * *', 'select app.clear_request_metrics()');
  end if;
end
$$;

revoke all on function app.latency_bounds_ms() from public, anon, authenticated;
revoke all on function app.add_buckets(bigint[], bigint[]) from public, anon, authenticated;
revoke all on function app.clear_request_metrics(interval) from public, anon, authenticated;
revoke all on function public.record_requests(jsonb) from public, anon, authenticated;
grant execute on function app.add_buckets(bigint[], bigint[]) to service_role;
grant execute on function app.latency_bounds_ms() to service_role;
grant execute on function public.record_requests(jsonb) to service_role;
