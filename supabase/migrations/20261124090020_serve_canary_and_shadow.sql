-- Which version serves a person, and pages that a shadow makes for nobody to see.

-- Where a person stands in [0, 1) in a drawing of lots: the first 32 bits of the SHA-256 of salt and person, over 2^32.
create or replace function app.person_place(p_person uuid, p_salt text)
returns float8
language sql
immutable
set search_path = ''
as $$
  select ('x' || substr(encode(sha256(convert_to(p_salt || ':' || p_person::text, 'utf8')), 'hex'), 1, 8))::bit(32)::bigint
    / 4294967296.0::float8
$$;

-- The version that serves a person: the canary for its share of people, who stay the same while the share grows; else the
-- active one; null where none is.
create or replace function app.assigned_model(p_person uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (
      select d.model_version from app.deployments as d
      where d.slot = 'canary' and app.person_place(p_person, d.model_version) < d.share
    ),
    (select d.model_version from app.deployments as d where d.slot = 'active')
  )
$$;

-- Items that stand for the onboarding tags of a person. Ten did best in a simulated world with known tastes, see
-- docs/benchmarks.md; more of them only cost time.
create or replace function app.declared_items(p_person uuid)
returns bigint[]
language sql
stable
set search_path = ''
as $$
  select array(select o.item_id from app.onboarding_items(p_person, 10) as o order by o.place)
$$;

-- What a person's tower input of a version is made of; each null without such decisions.
create or replace function app.taste_pools(p_person uuid, p_version text, p_declared bigint[])
returns table (like_pool extensions.vector, recent_pool extensions.vector, nope_pool extensions.vector)
language sql
stable
set search_path = ''
as $$
  select
    app.pool_taste(p_person, m.version, (m.manifest #>> '{history,likeLimit}')::integer, h.half_life, p_declared),
    app.pool_taste(p_person, m.version, (m.manifest #>> '{history,recentLimit}')::integer, h.half_life, p_declared),
    app.pool_history(p_person, m.version, 'nope', (m.manifest #>> '{history,nopeLimit}')::integer, h.half_life)
  from app.models as m
  cross join lateral (select (m.manifest #>> '{history,halfLifePositions}')::real as half_life) as h
  where m.version = p_version
$$;

-- The first database call of a recommendation: what get_page_context told, and how pages are ranked. p_address: where the request
-- came from; null where that is not known.
create or replace function public.open_page(p_person uuid, p_address text default null)
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
  experiments jsonb,
  -- A version that makes this page too, for nobody to see; null for most requests.
  shadow_version text,
  shadow_manifest_sha256 text
)
language plpgsql
set search_path = ''
set statement_timeout = '4500ms'
as $$
#variable_conflict use_column
begin
  perform app.require_rate(p_person, p_address);
  perform app.require_person(p_person);
  return query
  with assigned as (
    select m.version, m.manifest_sha256 from app.models as m where m.version = app.assigned_model(p_person)
  ),
  shadow as (
    select m.version, m.manifest_sha256
    from app.deployments as d inner join app.models as m on m.version = d.model_version
    where d.slot = 'shadow' and random() < d.share
  ),
  person as materialized (
    select
      coalesce(bool_or(p.adult_confirmed_at is not null), false) as adult_confirmed,
      coalesce(bool_and(p.personalisation), true) as personalisation,
      array(
        select t.name from app.onboarding_tags as o inner join app.tags as t on t.id = o.tag_id
        where o.person_id = p_person order by t.name
      ) as onboarding_tags,
      app.declared_items(p_person) as declared
    from app.profiles as p
    where p.person_id = p_person
  )
  select
    s.adult_confirmed,
    a.version,
    a.manifest_sha256,
    (select count(*) from app.decisions where person_id = p_person and decision = 'like'),
    (select count(*) from app.decisions where person_id = p_person and decision = 'nope'),
    t.like_pool,
    t.recent_pool,
    t.nope_pool,
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
    ),
    h.version,
    h.manifest_sha256
  from person as s
  left join assigned as a on true
  left join shadow as h on true
  left join lateral app.taste_pools(p_person, a.version, s.declared) as t on true;
  perform app.admit_request(p_person, p_address);
end
$$;

comment on function public.open_page(uuid, text) is
  'First database call of a recommendation: the version assigned, the person''s pooled taste for it, how pages are ranked.';
comment on function public.begin_page(uuid, text) is
  'Deprecated: called by Edge Functions of the release before only, see open_page.';

-- Sums over a minute of what a shadow made beside pages that people saw.
create table if not exists app.shadow_pages (
  minute timestamptz not null,
  model_version text not null references app.models (version) on delete cascade,
  pages bigint not null,
  -- Items of those pages, and how many of them the shadow's page held too.
  shown_items bigint not null,
  shared_items bigint not null,
  -- Pages that could not be made.
  failures bigint not null,
  duration_ms_sum double precision not null,
  primary key (minute, model_version)
);
create index if not exists shadow_pages_model_version_idx on app.shadow_pages (model_version);
alter table app.shadow_pages enable row level security;
revoke all on app.shadow_pages from public, anon, authenticated;
grant select, insert, update on app.shadow_pages to service_role;

-- What the tower of a shadow needs of a person, as open_page tells it for the version that serves. No row where the version
-- is no shadow any more.
create or replace function public.open_shadow_page(p_person uuid, p_version text)
returns table (like_pool extensions.vector, recent_pool extensions.vector, nope_pool extensions.vector)
language plpgsql
stable
set search_path = ''
set statement_timeout = '4500ms'
as $$
begin
  perform app.require_adult(p_person);
  return query
  select t.like_pool, t.recent_pool, t.nope_pool
  from app.deployments as d
  cross join lateral app.taste_pools(p_person, d.model_version, app.declared_items(p_person)) as t
  where d.slot = 'shadow' and d.model_version = p_version;
end
$$;
comment on function public.open_shadow_page(uuid, text) is 'The taste of a person, pooled for the shadow version.';

-- Adds one page of a shadow to its minute. p_shown and p_shared count items, p_failed says that the page could not be made.
create or replace function public.record_shadow_page(
  p_version text, p_shown integer, p_shared integer, p_failed boolean, p_duration_ms double precision
)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '4500ms'
as $$
begin
  if p_shown < 0 or p_shared not between 0 and p_shown or p_duration_ms < 0 then
    raise exception 'INVALID_REQUEST: p_shared must be from 0 to p_shown, and p_duration_ms not negative'
      using errcode = 'PT400';
  end if;
  insert into app.shadow_pages as s (
    minute, model_version, pages, shown_items, shared_items, failures, duration_ms_sum
  )
  select date_trunc('minute', now(), 'UTC'), m.version, 1, p_shown, p_shared, p_failed::integer, p_duration_ms
  from app.models as m
  where m.version = p_version
  on conflict (minute, model_version) do update set
    pages = s.pages + excluded.pages,
    shown_items = s.shown_items + excluded.shown_items,
    shared_items = s.shared_items + excluded.shared_items,
    failures = s.failures + excluded.failures,
    duration_ms_sum = s.duration_ms_sum + excluded.duration_ms_sum;
end
$$;
comment on function public.record_shadow_page(text, integer, integer, boolean, double precision) is
  'Adds a page that a shadow version made to the sums of its minute.';

revoke all on function app.person_place(uuid, text) from public, anon, authenticated;
revoke all on function app.assigned_model(uuid) from public, anon, authenticated;
revoke all on function app.declared_items(uuid) from public, anon, authenticated;
revoke all on function app.taste_pools(uuid, text, bigint[]) from public, anon, authenticated;
revoke all on function public.open_page(uuid, text) from public, anon, authenticated;
revoke all on function public.open_shadow_page(uuid, text) from public, anon, authenticated;
revoke all on function public.record_shadow_page(text, integer, integer, boolean, double precision)
from public, anon, authenticated;
grant execute on function app.person_place(uuid, text) to service_role;
grant execute on function app.assigned_model(uuid) to service_role;
grant execute on function app.declared_items(uuid) to service_role;
grant execute on function app.taste_pools(uuid, text, bigint[]) to service_role;
grant execute on function public.open_page(uuid, text) to service_role;
grant execute on function public.open_shadow_page(uuid, text) to service_role;
grant execute on function public.record_shadow_page(text, integer, integer, boolean, double precision) to service_role;
