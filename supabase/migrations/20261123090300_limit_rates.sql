-- Limits on how many requests a person and an address make, kept here so that they hold over all workers of the Edge Functions.
-- The generic cell rate algorithm (ITU-T I.371, virtual scheduling): one time for each subject says when its next request would be
-- due at the steady rate. A request may come (burst - 1) steps before that, and moves it on by a step.

-- Changed by the operator; a kind without a row has no limit.
create table if not exists app.rate_limits (
  kind text primary key check (kind in ('person', 'address')),
  requests_per_minute integer not null check (requests_per_minute between 1 and 1000000),
  -- So many may come at once after a pause.
  burst integer not null check (burst between 1 and 1000000)
);
comment on table app.rate_limits is 'How many requests a person, and an address, may make.';
-- Many people share one address behind a carrier's translation of addresses.
insert into app.rate_limits (kind, requests_per_minute, burst) values ('person', 300, 100), ('address', 3000, 600)
on conflict do nothing;

-- One row: what subjects are hashed with. Without it whoever reads the table could try all addresses.
create table if not exists app.rate_key (
  only_one boolean primary key default true check (only_one),
  key bytea not null default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
);
insert into app.rate_key default values on conflict do nothing;

-- Unlogged: a write costs no disk, and a crash only forgets who was fast. Half of every page is kept free, so that updates stay on it.
create unlogged table if not exists app.request_rates (
  -- sha256 of the key, the kind and the person's id or the address.
  subject bytea primary key,
  theoretical_arrival timestamptz not null
) with (fillfactor = 50);

alter table app.rate_limits enable row level security;
alter table app.rate_key enable row level security;
alter table app.request_rates enable row level security;
revoke all on app.rate_limits, app.rate_key, app.request_rates from public, anon, authenticated;
grant select on app.rate_limits, app.rate_key to service_role;
grant select, insert, update on app.request_rates to service_role;

-- Whom a request counts for, in the order in which rows are locked. p_address: IPv4 or IPv6 as text; null where it is not known.
create or replace function app.request_subjects(p_person uuid, p_address text)
returns table (subject bytea, place integer, step interval, burst integer)
language sql
stable
set search_path = ''
as $$
  select sha256(k.key || convert_to(s.kind || ' ' || s.name, 'UTF8')), s.place, interval '1 minute' / l.requests_per_minute, l.burst
  from (
    values
    ('person', 1, p_person::text),
    -- A subscriber of IPv6 has a /64 at least, and could send every request from another address of it.
    ('address', 2, case family(p_address::inet)
      when 6 then network(set_masklen(p_address::inet, 64))::text
      else host(p_address::inet)
    end)
  ) as s (kind, place, name)
  inner join app.rate_limits as l on l.kind = s.kind
  cross join app.rate_key as k
  where s.name is not null;
$$;

-- Refuses a request that comes too early, and locks nothing: it goes before the work, app.admit_request after it. Requests of one
-- address would else wait for each other's work.
create or replace function app.require_rate(p_person uuid, p_address text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_wait interval;
begin
  select max(r.theoretical_arrival - s.step * (s.burst - 1) - now()) into v_wait
  from app.request_subjects(p_person, p_address) as s
  inner join app.request_rates as r on r.subject = s.subject;
  if v_wait > interval '0' then
    raise exception 'RATE_LIMITED: %', ceil(extract(epoch from v_wait)) using errcode = 'PT429';
  end if;
end
$$;

-- Counts a request, or refuses it with the whole seconds to wait. A refused one spends nothing: what raises rolls back.
create or replace function app.admit_request(p_person uuid, p_address text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_wait interval;
begin
  with subjects as materialized (
    select s.subject, s.place, s.step, s.burst from app.request_subjects(p_person, p_address) as s
  ),
  spent as (
    insert into app.request_rates as r (subject, theoretical_arrival)
    select s.subject, now() + s.step from subjects as s order by s.place
    on conflict (subject) do update
    set theoretical_arrival = greatest(r.theoretical_arrival + (excluded.theoretical_arrival - now()), excluded.theoretical_arrival)
    returning r.subject, r.theoretical_arrival
  )
  -- The new time is a step later than the one that the request had to keep to.
  select max(p.theoretical_arrival - s.step * s.burst - now()) into v_wait
  from spent as p
  inner join subjects as s on s.subject = p.subject;
  if v_wait > interval '0' then
    raise exception 'RATE_LIMITED: %', ceil(extract(epoch from v_wait)) using errcode = 'PT429';
  end if;
end
$$;

-- Rows of the past say the same as none. Those that a request holds are left for the next time: waiting for them could deadlock.
create or replace function app.clear_request_rates()
returns bigint
language sql
set search_path = ''
as $$
  with cleared as (
    delete from app.request_rates as r
    where r.subject in (
      select o.subject from app.request_rates as o where o.theoretical_arrival <= now() for update skip locked
    )
    returning r.subject
  )
  select count(*) from cleared;
$$;

do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    perform cron.schedule('matching-rates', '*/10 * * * *', 'select app.clear_request_rates()');
  end if;
end
$$;

revoke all on function app.request_subjects(uuid, text) from public, anon, authenticated;
revoke all on function app.require_rate(uuid, text) from public, anon, authenticated;
revoke all on function app.admit_request(uuid, text) from public, anon, authenticated;
revoke all on function app.clear_request_rates() from public, anon, authenticated;
grant execute on function app.request_subjects(uuid, text) to service_role;
grant execute on function app.require_rate(uuid, text) to service_role;
grant execute on function app.admit_request(uuid, text) to service_role;

create or replace function public.admit_request(p_person uuid, p_address text default null)
returns void
language sql
set search_path = ''
as $$
  select app.admit_request(p_person, p_address);
$$;
comment on function public.admit_request(uuid, text) is
  'Counts a request of manage-account against the limits of the person and the address, or refuses it.';

create or replace function public.take_events(p_person uuid, p_events jsonb, p_address text default null)
returns table (event_id uuid, outcome text)
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_rate(p_person, p_address);
  return query select r.event_id, r.outcome from public.record_events(p_person, p_events) as r;
  perform app.admit_request(p_person, p_address);
end
$$;
comment on function public.take_events(uuid, jsonb, text) is
  'The database call of record-feedback: record_events within the limits of the person and the address.';
comment on function public.record_events(uuid, jsonb) is
  'Stores a batch of what a person did, idempotent by client event id; says what became of each event. '
  'Edge Functions of the release before call it themselves, see take_events.';

-- Counts everything that is served: the one call that needs no person, so only its address is limited.
create or replace function public.read_health(p_address text default null)
returns table (model_version text, vector_count bigint, item_count bigint, popularity_refreshed_at timestamptz)
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_rate(null, p_address);
  return query
  select h.model_version, h.vector_count, h.item_count, h.popularity_refreshed_at from public.get_service_health() as h;
  perform app.admit_request(null, p_address);
end
$$;
comment on function public.read_health(text) is 'The database call of report-status: get_service_health within the limit of the address.';
comment on function public.get_service_health() is
  'What report-status shows. Edge Functions of the release before call it themselves, see read_health.';

create or replace function public.look_up_items(
  p_person uuid,
  p_by text,
  p_limit integer,
  p_item bigint default null,
  p_query text default null,
  p_window_days integer default 7,
  p_include_seen boolean default false,
  p_personal boolean default false,
  p_after_score float8 default null,
  p_after_item bigint default null,
  p_as_of timestamptz default null,
  p_vector_version text default null,
  p_address text default null
)
returns table (
  item_id bigint,
  score float8,
  -- Mean inner product with the items that the person liked last; null unless asked for, and where it cannot be had.
  personal_similarity float8,
  as_of timestamptz,
  -- The version whose vectors found what is similar; null where attached names did.
  vector_version text,
  active_version text,
  external_id text,
  title text,
  maker text,
  series text,
  performers text[],
  tags text[],
  released_at timestamptz,
  duration_minutes integer,
  price_yen integer,
  credits jsonb
)
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_rate(p_person, p_address);
  return query
  select
    f.item_id, f.score, f.personal_similarity, f.as_of, f.vector_version, f.active_version, f.external_id,
    f.title, f.maker, f.series, f.performers, f.tags, f.released_at, f.duration_minutes, f.price_yen, f.credits
  from public.find_items(
    p_person => p_person, p_by => p_by, p_limit => p_limit, p_item => p_item, p_query => p_query,
    p_window_days => p_window_days, p_include_seen => p_include_seen, p_personal => p_personal,
    p_after_score => p_after_score, p_after_item => p_after_item, p_as_of => p_as_of,
    p_vector_version => p_vector_version
  ) as f;
  perform app.admit_request(p_person, p_address);
end
$$;
comment on function public.look_up_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text, text
) is 'The database call of find-items: find_items within the limits of the person and the address.';
comment on function public.find_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text
) is 'A page of items with metadata and credits, best first. Edge Functions of the release before call it themselves, see look_up_items.';

-- The first database call of a recommendation: what get_page_context told, and how pages are ranked. p_address: where the request
-- came from; null where that is not known.
create or replace function public.begin_page(p_person uuid, p_address text default null)
returns table (
  adult_confirmed boolean,
  model_version text,
  manifest_sha256 text,
  like_count bigint,
  nope_count bigint,
  like_pool extensions.vector,
  recent_pool extensions.vector,
  nope_pool extensions.vector,
  recent_nopes jsonb,
  recent_likes jsonb,
  onboarding_tags text[],
  -- So many items the pools of likes hold for the onboarding tags, beside what was liked.
  declared_likes integer,
  personalisation boolean,
  ranking jsonb,
  experiments jsonb
)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform app.require_rate(p_person, p_address);
  perform app.require_person(p_person);
  return query
  with active as (
    select m.version, m.manifest_sha256,
      (m.manifest #>> '{history,likeLimit}')::integer as like_limit,
      (m.manifest #>> '{history,recentLimit}')::integer as recent_limit,
      (m.manifest #>> '{history,nopeLimit}')::integer as nope_limit,
      (m.manifest #>> '{history,halfLifePositions}')::real as half_life
    from app.deployments as d
    inner join app.models as m on m.version = d.model_version
    where d.slot = 'active'
  ),
  person as materialized (
    select
      coalesce(bool_or(p.adult_confirmed_at is not null), false) as adult_confirmed,
      coalesce(bool_and(p.personalisation), true) as personalisation,
      array(
        select t.name from app.onboarding_tags as o inner join app.tags as t on t.id = o.tag_id
        where o.person_id = p_person order by t.name
      ) as onboarding_tags,
      -- Ten did best in a simulated world with known tastes, see docs/benchmarks.md; more of them only cost time.
      array(select o.item_id from app.onboarding_items(p_person, 10) as o order by o.place) as declared
    from app.profiles as p
    where p.person_id = p_person
  )
  select
    s.adult_confirmed,
    a.version,
    a.manifest_sha256,
    (select count(*) from app.decisions where person_id = p_person and decision = 'like'),
    (select count(*) from app.decisions where person_id = p_person and decision = 'nope'),
    app.pool_taste(p_person, a.version, a.like_limit, a.half_life, s.declared),
    app.pool_taste(p_person, a.version, a.recent_limit, a.half_life, s.declared),
    app.pool_history(p_person, a.version, 'nope', a.nope_limit, a.half_life),
    app.recent_nopes(p_person),
    app.recent_likes(p_person),
    s.onboarding_tags,
    cardinality(s.declared),
    s.personalisation,
    (select ranking from app.serving_settings),
    (
      select coalesce(jsonb_agg(jsonb_build_object(
        'name', e.name, 'salt', e.salt, 'variants', e.variants
      ) order by e.name), '[]')
      from app.experiments as e
      where e.stopped_at is null
    )
  from person as s
  left join active as a on true;
  perform app.admit_request(p_person, p_address);
end
$$;

comment on function public.begin_page(uuid, text) is
  'First database call of a recommendation: the active version, the person''s pooled taste for it, how pages are ranked.';
comment on function public.get_page_context(uuid) is
  'Deprecated: called by Edge Functions of the release before only, see begin_page.';

revoke all on function public.begin_page(uuid, text) from public, anon, authenticated;
revoke all on function public.admit_request(uuid, text) from public, anon, authenticated;
revoke all on function public.take_events(uuid, jsonb, text) from public, anon, authenticated;
revoke all on function public.read_health(text) from public, anon, authenticated;
revoke all on function public.look_up_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text, text
) from public, anon, authenticated;
grant execute on function public.begin_page(uuid, text) to service_role;
grant execute on function public.admit_request(uuid, text) to service_role;
grant execute on function public.take_events(uuid, jsonb, text) to service_role;
grant execute on function public.read_health(text) to service_role;
grant execute on function public.look_up_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text, text
) to service_role;
