-- What Edge Functions call, with the secret key only. The person's id comes from the verified token, never from a
-- request body. Adult confirmation is checked here again, so that no path to an item leads around it.
-- Errors for the client carry SQLSTATE PTxyz, which the API turns into HTTP status xyz.

create or replace function app.require_adult(p_person uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from app.profiles where person_id = p_person and adult_confirmed_at is not null
  ) then
    raise exception 'ADULT_CONFIRMATION_REQUIRED' using errcode = 'PT403';
  end if;
end
$$;

create or replace function public.confirm_adult(p_person uuid)
returns timestamptz
language sql
set search_path = ''
as $$
  insert into app.profiles (person_id, adult_confirmed_at) values (p_person, now())
  on conflict (person_id) do update
  set adult_confirmed_at = coalesce(app.profiles.adult_confirmed_at, excluded.adult_confirmed_at)
  returning adult_confirmed_at;
$$;
comment on function public.confirm_adult(uuid) is
  'Records that the person confirmed to be an adult; the first time is kept.';

-- Weighted pool of history inputs: sum(w * x) / sqrt(sum(w^2)), w = 0.5 ^ (age / half-life), age 0 the newest.
-- Null when the person has none. The same formula stands in shared/features/pool-weights.ts; a test compares both.
create or replace function app.pool_history(
  p_person uuid, p_version text, p_decision app.decision_kind, p_limit integer, p_half_life real
)
returns extensions.vector
language sql
stable
set search_path = ''
as $$
  with history as (
    select
      v.history_input,
      power(0.5::float8, (row_number() over (order by d.decided_at desc, d.item_id desc) - 1) / p_half_life) as w
    from app.decisions as d
    inner join app.item_vectors as v on v.item_id = d.item_id and v.model_version = p_version
    where d.person_id = p_person and d.decision = p_decision
    order by d.decided_at desc, d.item_id desc
    limit p_limit
  ),
  total as (select sqrt(sum(w * w)) as norm from history)
  select extensions.sum(
    h.history_input::extensions.vector(768)
    operator(extensions.*) array_fill((h.w / t.norm)::real, array[768])::extensions.vector(768)
  )
  from history as h cross join total as t;
$$;

-- The nopes among a person's last 40 decisions: [{"maker_id", "tags", "age"}], age in decisions made since.
create or replace function app.recent_nopes(p_person uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with latest as (
    select item_id, decision, row_number() over (order by decided_at desc, item_id desc) - 1 as age
    from app.decisions
    where person_id = p_person
    order by decided_at desc, item_id desc
    limit 40
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'maker_id', i.maker_id,
    'tags', (
      select coalesce(jsonb_agg(t.name order by t.name), '[]')
      from app.item_tags as it inner join app.tags as t on t.id = it.tag_id
      where it.item_id = i.id
    ),
    'age', l.age
  ) order by l.age), '[]')
  from latest as l
  inner join app.items as i on i.id = l.item_id
  where l.decision = 'nope';
$$;

create or replace function public.get_recommendation_context(p_person uuid)
returns table (
  adult_confirmed boolean,
  model_version text,
  manifest_sha256 text,
  like_count bigint,
  nope_count bigint,
  like_pool extensions.vector,
  recent_pool extensions.vector,
  nope_pool extensions.vector,
  recent_nopes jsonb
)
language sql
stable
set search_path = ''
as $$
  with active as (
    select m.version, m.manifest_sha256,
      (m.manifest #>> '{history,likeLimit}')::integer as like_limit,
      (m.manifest #>> '{history,recentLimit}')::integer as recent_limit,
      (m.manifest #>> '{history,nopeLimit}')::integer as nope_limit,
      (m.manifest #>> '{history,halfLifePositions}')::real as half_life
    from app.deployments as d
    inner join app.models as m on m.version = d.model_version
    where d.slot = 'active'
  )
  select
    exists (select from app.profiles where person_id = p_person and adult_confirmed_at is not null),
    a.version,
    a.manifest_sha256,
    (select count(*) from app.decisions where person_id = p_person and decision = 'like'),
    (select count(*) from app.decisions where person_id = p_person and decision = 'nope'),
    app.pool_history(p_person, a.version, 'like', a.like_limit, a.half_life),
    app.pool_history(p_person, a.version, 'like', a.recent_limit, a.half_life),
    app.pool_history(p_person, a.version, 'nope', a.nope_limit, a.half_life),
    app.recent_nopes(p_person)
  from (select) as one
  left join active as a on true;
$$;
comment on function public.get_recommendation_context(uuid) is
  'First database call of a recommendation: the active version and the person''s pooled history for it.';

-- Second database call: candidates by vector and by popularity, ranked by one formula:
-- score = (embedding . query) / temperature + popularity_weight * ln(1 + decayed likes).
-- Without a query (model unavailable) the rows are the most popular items and the score is ln(1 + decayed likes).
create or replace function public.retrieve_items(
  p_person uuid,
  p_limit integer,
  p_model_version text default null,
  p_query real[] default null,
  p_temperature real default null,
  p_popularity_weight real default null
)
returns table (
  item_id bigint,
  source app.recommendation_source,
  score real,
  similarity real,
  log_popularity real,
  external_id text,
  title text,
  maker_id bigint,
  maker text,
  series text,
  performers text[],
  tags text[],
  released_at timestamptz,
  duration_minutes integer,
  price_yen integer
)
language plpgsql
stable
set search_path = ''
-- A generic plan could neither prune to the version's partition nor know that the limit is small.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_query extensions.halfvec(768) := p_query::extensions.halfvec(768);
begin
  perform app.require_adult(p_person);
  if p_limit not between 1 and 1000 then
    raise exception 'INVALID_REQUEST: p_limit must be between 1 and 1000' using errcode = 'PT400';
  end if;
  if p_query is not null and (p_temperature is null or p_temperature <= 0 or p_popularity_weight is null) then
    raise exception 'INVALID_REQUEST: a query needs p_temperature above 0 and p_popularity_weight'
      using errcode = 'PT400';
  end if;
  if p_query is not null and not exists (select from app.models where version = p_model_version) then
    raise exception 'MODEL_MISSING' using errcode = 'PT503';
  end if;
  -- The index filters after it scans: without an iterative scan seen items would shorten the page.
  perform set_config('hnsw.iterative_scan', 'strict_order', true);
  perform set_config('hnsw.ef_search', greatest(40, least(p_limit, 1000))::text, true);

  return query
  with near as materialized (
    select v.item_id
    from app.item_vectors as v
    where v_query is not null
      and v.model_version = p_model_version
      and not exists (
        select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
      )
      and exists (select from app.items as i where i.id = v.item_id and i.status = 'active')
    order by v.embedding operator(extensions.<#>) v_query
    limit p_limit
  ),
  popular as materialized (
    select p.item_id
    from app.item_popularity as p
    where exists (select from app.items as i where i.id = p.item_id and i.status = 'active')
      and not exists (
        select from app.decisions as d where d.person_id = p_person and d.item_id = p.item_id
      )
    order by p.decayed_likes desc, p.item_id
    limit p_limit
  ),
  candidates as (
    select n.item_id, 'personalised'::app.recommendation_source as source from near as n
    union all
    select p.item_id, 'popular' from popular as p where not exists (select from near as n where n.item_id = p.item_id)
  ),
  scored as (
    select
      c.item_id,
      c.source,
      (-(v.embedding operator(extensions.<#>) v_query))::real as similarity,
      ln(1 + coalesce(p.decayed_likes, 0)::float8)::real as log_popularity
    from candidates as c
    left join app.item_vectors as v on v.item_id = c.item_id and v.model_version = p_model_version
    left join app.item_popularity as p on p.item_id = c.item_id
  ),
  ranked as (
    select
      s.*,
      (case
        when v_query is null then s.log_popularity
        -- An item without a vector competes by popularity alone, as if it were orthogonal to the person.
        else coalesce(s.similarity, 0) / p_temperature + p_popularity_weight * s.log_popularity
      end)::real as score
    from scored as s
    order by score desc, s.item_id
    limit p_limit
  )
  select
    r.item_id, r.source, r.score, r.similarity, r.log_popularity,
    i.external_id, i.title, i.maker_id, m.name, s.name,
    coalesce((
      select array_agg(f.name order by f.name)
      from app.item_performers as ip inner join app.performers as f on f.id = ip.performer_id
      where ip.item_id = r.item_id
    ), '{}'),
    coalesce((
      select array_agg(t.name order by t.name)
      from app.item_tags as it inner join app.tags as t on t.id = it.tag_id
      where it.item_id = r.item_id
    ), '{}'),
    i.released_at, i.duration_minutes, i.price_yen
  from ranked as r
  inner join app.items as i on i.id = r.item_id
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  order by r.score desc, r.item_id;
end
$$;
comment on function public.retrieve_items(uuid, integer, text, real[], real, real) is
  'Second database call of a recommendation: unseen items with metadata, best first.';

-- p_events: [{"event_id": uuid, "item_id": number, "kind": "like"|"nope", "occurred_at": timestamp,
-- "request_id": uuid|null}]. Returns one row an event: accepted, duplicate or unknown_item.
create or replace function public.record_feedback(p_person uuid, p_events jsonb)
returns table (event_id uuid, outcome text)
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_adult(p_person);
  return query
  with sent as (
    select distinct on (e.event_id) e.*
    from jsonb_to_recordset(p_events) as e (
      event_id uuid, item_id bigint, kind app.decision_kind, occurred_at timestamptz, request_id uuid
    )
    order by e.event_id, e.occurred_at
  ),
  known as (
    select s.* from sent as s inner join app.items as i on i.id = s.item_id
  ),
  stored as (
    insert into app.events as e (person_id, event_id, item_id, kind, occurred_at, request_id)
    select p_person, k.event_id, k.item_id, k.kind, k.occurred_at, k.request_id from known as k
    on conflict do nothing
    returning e.event_id, e.item_id, e.kind, e.occurred_at
  ),
  newest as (
    select distinct on (n.item_id) n.item_id, n.kind, n.occurred_at
    from stored as n
    order by n.item_id, n.occurred_at desc, n.kind desc
  ),
  decided as (
    -- Late events never overwrite newer decisions, and at one and the same time a nope wins: the order of arrival
    -- does not matter.
    insert into app.decisions as d (person_id, item_id, decision, decided_at)
    select p_person, n.item_id, n.kind, n.occurred_at from newest as n
    on conflict (person_id, item_id) do update
    set decision = excluded.decision, decided_at = excluded.decided_at
    where (d.decided_at, d.decision) <= (excluded.decided_at, excluded.decision)
    returning d.item_id
  )
  select
    s.event_id,
    case
      when st.event_id is not null then 'accepted'
      when k.event_id is not null then 'duplicate'
      else 'unknown_item'
    end
  from sent as s
  left join known as k on k.event_id = s.event_id
  left join stored as st on st.event_id = s.event_id;
end
$$;
comment on function public.record_feedback(uuid, jsonb) is
  'Stores a batch of decisions, idempotent by client event id; says what became of each event.';

-- p_items: [{"item_id": number, "score": number, "propensity": number, "source": text}], in the order shown.
create or replace function public.record_impressions(
  p_person uuid, p_request uuid, p_model_version text, p_items jsonb
)
returns void
language sql
set search_path = ''
as $$
  insert into app.impressions (person_id, request_id, position, item_id, score, propensity, source, model_version)
  select
    p_person, p_request, (e.ordinality - 1)::integer, (e.value ->> 'item_id')::bigint, (e.value ->> 'score')::real,
    (e.value ->> 'propensity')::real, (e.value ->> 'source')::app.recommendation_source, p_model_version
  from jsonb_array_elements(p_items) with ordinality as e (value, ordinality);
$$;
comment on function public.record_impressions(uuid, uuid, text, jsonb) is
  'Logs what a person was shown, with the propensity of each item.';

create or replace function public.get_service_health()
returns table (model_version text, vector_count bigint, item_count bigint, popularity_refreshed_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select
    a.model_version,
    (select count(*) from app.item_vectors as v where v.model_version = a.model_version),
    (select count(*) from app.items where status = 'active'),
    (select max(refreshed_at) from app.item_popularity)
  from (select) as one
  left join app.deployments as a on a.slot = 'active';
$$;
comment on function public.get_service_health() is 'What report-status shows.';

-- p_half_life_days: after this many days a like counts half; by default what the active model was tuned with, else
-- 30. Measured from the newest like known, so that an imported history that ended long ago keeps its order.
create or replace function app.refresh_item_popularity(p_half_life_days real default null)
returns bigint
language sql
set search_path = ''
as $$
  with liked as (
    select item_id, decided_at from app.decisions where decision = 'like'
    union all
    select item_id, decided_at from app.imported_decisions where decision = 'like'
  ),
  newest as (select max(decided_at) as at from liked),
  half_life as (
    select coalesce(
      p_half_life_days,
      (
        select (m.manifest #>> '{scoring,popularityHalfLifeDays}')::real
        from app.deployments as d inner join app.models as m on m.version = d.model_version
        where d.slot = 'active'
      ),
      30
    ) as days
  ),
  counted as (
    select i.id as item_id,
      coalesce(sum(power(
        0.5::float8,
        least(extract(epoch from n.at - l.decided_at)::float8 / (86400 * h.days), 100)
      )) filter (where l.item_id is not null), 0)::real as decayed_likes
    from app.items as i
    cross join newest as n
    cross join half_life as h
    left join liked as l on l.item_id = i.id
    group by i.id
  ),
  written as (
    insert into app.item_popularity as p (item_id, decayed_likes, refreshed_at)
    select c.item_id, c.decayed_likes, now() from counted as c
    on conflict (item_id) do update
    set decayed_likes = excluded.decayed_likes, refreshed_at = excluded.refreshed_at
    returning p.item_id
  )
  select count(*) from written;
$$;

revoke all on function app.require_adult(uuid) from public, anon, authenticated;
revoke all on function app.pool_history(uuid, text, app.decision_kind, integer, real)
from public, anon, authenticated;
revoke all on function app.recent_nopes(uuid) from public, anon, authenticated;
revoke all on function app.refresh_item_popularity(real) from public, anon, authenticated;
revoke all on function public.confirm_adult(uuid) from public, anon, authenticated;
revoke all on function public.get_recommendation_context(uuid) from public, anon, authenticated;
revoke all on function public.retrieve_items(uuid, integer, text, real[], real, real)
from public, anon, authenticated;
revoke all on function public.record_feedback(uuid, jsonb) from public, anon, authenticated;
revoke all on function public.record_impressions(uuid, uuid, text, jsonb) from public, anon, authenticated;
revoke all on function public.get_service_health() from public, anon, authenticated;

grant execute on function app.require_adult(uuid) to service_role;
grant execute on function app.pool_history(uuid, text, app.decision_kind, integer, real) to service_role;
grant execute on function app.recent_nopes(uuid) to service_role;
grant execute on function public.confirm_adult(uuid) to service_role;
grant execute on function public.get_recommendation_context(uuid) to service_role;
grant execute on function public.retrieve_items(uuid, integer, text, real[], real, real) to service_role;
grant execute on function public.record_feedback(uuid, jsonb) to service_role;
grant execute on function public.record_impressions(uuid, uuid, text, jsonb) to service_role;
grant execute on function public.get_service_health() to service_role;
grant usage on schema extensions to service_role;
