-- What the first call of a page (begin_page, see 20261123090300) tells that the release before did not know: onboarding tags count as
-- likes, the operator has settings of ranking, and experiments run. get_page_context stays for the Edge Functions of that release.

-- One row: how pages are ranked where neither the request nor an experiment says otherwise.
create table if not exists app.serving_settings (
  only_one boolean primary key default true check (only_one),
  -- As in shared/contracts/ranking-settings.ts; what is left out has its built-in value.
  ranking jsonb not null default '{}' check (jsonb_typeof(ranking) = 'object'),
  updated_at timestamptz not null default now()
);
insert into app.serving_settings default values on conflict do nothing;

create table if not exists app.experiments (
  name text primary key check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  -- Drawn once: people are assigned anew in every experiment, and in the same way on every request of one.
  salt uuid not null default gen_random_uuid(),
  -- [{"name", "share", "ranking"}], as in shared/contracts/experiment.ts; shares add up to 1 at most.
  variants jsonb not null check (jsonb_typeof(variants) = 'array'),
  started_at timestamptz not null default now(),
  stopped_at timestamptz check (stopped_at >= started_at)
);

alter table app.serving_settings enable row level security;
alter table app.experiments enable row level security;
revoke all on app.serving_settings, app.experiments from public, anon, authenticated;
grant select on app.serving_settings, app.experiments to service_role;

-- [{"experiment", "variant"}] that the page was made under.
alter table app.impressions add column if not exists variants jsonb;

-- Items that onboarding tags stand for: those with the most of the chosen tags, the best liked of them first. What the person
-- decided on since speaks for itself and is left out.
create or replace function app.onboarding_items(p_person uuid, p_limit integer)
returns table (item_id bigint, place bigint)
language sql
stable
set search_path = ''
as $$
  select i.id, row_number() over (order by count(*) desc, coalesce(max(p.decayed_likes), 0) desc, i.id)
  from app.onboarding_tags as o
  inner join app.item_tags as t on t.tag_id = o.tag_id
  inner join app.items as i on i.id = t.item_id and i.status = 'active'
  left join app.item_popularity as p on p.item_id = i.id
  where o.person_id = p_person
    and not exists (select from app.decisions as d where d.person_id = p_person and d.item_id = i.id)
  group by i.id
  order by 2
  limit p_limit;
$$;

-- As app.pool_history of likes, with the items of p_declared as if they had been liked before everything else, the last first.
create or replace function app.pool_taste(
  p_person uuid, p_version text, p_limit integer, p_half_life real, p_declared bigint[]
)
returns extensions.vector
language sql
stable
set search_path = ''
as $$
  with liked as materialized (
    select v.history_input, row_number() over (order by d.decided_at desc, d.item_id desc) as place
    from app.decisions as d
    inner join app.item_vectors as v on v.item_id = d.item_id and v.model_version = p_version
    where d.person_id = p_person and d.decision = 'like'
    order by d.decided_at desc, d.item_id desc
    limit p_limit
  ),
  declared as (
    select v.history_input, (select count(*) from liked) + row_number() over (order by o.place) as place
    from unnest(p_declared) with ordinality as o (item_id, place)
    inner join app.item_vectors as v on v.item_id = o.item_id and v.model_version = p_version
  ),
  history as (
    select history_input, power(0.5::float8, (place - 1) / p_half_life) as w
    from (select history_input, place from liked union all select history_input, place from declared) as taste
    where place <= p_limit
  ),
  total as (select sqrt(sum(w * w)) as norm from history)
  select extensions.sum(
    h.history_input::extensions.vector(768)
    operator(extensions.*) array_fill((h.w / t.norm)::real, array[768])::extensions.vector(768)
  )
  from history as h cross join total as t;
$$;

-- p_items as in record_impressions; p_variants: [{"experiment", "variant"}].
create or replace function public.log_impressions(
  p_person uuid, p_request uuid, p_model_version text, p_items jsonb, p_variants jsonb default null
)
returns void
language sql
set search_path = ''
as $$
  insert into app.impressions
    (person_id, request_id, position, item_id, score, propensity, source, model_version, variants)
  select
    p_person, p_request, (e.ordinality - 1)::integer, (e.value ->> 'item_id')::bigint, (e.value ->> 'score')::real,
    (e.value ->> 'propensity')::real, (e.value ->> 'source')::app.recommendation_source, p_model_version, p_variants
  from jsonb_array_elements(p_items) with ordinality as e (value, ordinality);
$$;
comment on function public.log_impressions(uuid, uuid, text, jsonb, jsonb) is
  'Logs what a person was shown, with the propensity of each item and the variants of the page.';
comment on function public.record_impressions(uuid, uuid, text, jsonb) is
  'Deprecated: called by Edge Functions of the release before only, see log_impressions.';

revoke all on function app.onboarding_items(uuid, integer) from public, anon, authenticated;
revoke all on function app.pool_taste(uuid, text, integer, real, bigint[]) from public, anon, authenticated;
revoke all on function public.log_impressions(uuid, uuid, text, jsonb, jsonb) from public, anon, authenticated;
grant execute on function app.onboarding_items(uuid, integer) to service_role;
grant execute on function app.pool_taste(uuid, text, integer, real, bigint[]) to service_role;
grant execute on function public.log_impressions(uuid, uuid, text, jsonb, jsonb) to service_role;
