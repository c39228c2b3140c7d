-- Retrieval with filters, exclusions and new items; and what a person liked last, for reasons they can read. New functions:
-- those of the release before stay for the Edge Functions that run until the next deploy.

create or replace function app.names_in(p_filters jsonb, p_path text[])
returns text[]
language sql
immutable
set search_path = ''
as $$
  select case when p_filters #> p_path is not null
    then array(select jsonb_array_elements_text(p_filters #> p_path)) end;
$$;

-- Active items that pass the filters, as in shared/contracts/item-filters.ts: one of the names of every kind that is included,
-- none of those that are excluded, within the ranges. What has no price or date is in no range of those.
create or replace function app.filtered_items(p_filters jsonb)
returns setof bigint
language sql
stable
set search_path = ''
as $$
  with f as materialized (
    select
      app.names_in(p_filters, '{include,tags}') is null as any_tag,
      app.names_in(p_filters, '{include,makers}') is null as any_maker,
      app.names_in(p_filters, '{include,series}') is null as any_series,
      app.names_in(p_filters, '{include,performers}') is null as any_performer,
      array(select id from app.tags where name = any(app.names_in(p_filters, '{include,tags}'))) as tags,
      array(select id from app.makers where name = any(app.names_in(p_filters, '{include,makers}'))) as makers,
      array(select id from app.series where name = any(app.names_in(p_filters, '{include,series}'))) as series,
      array(select id from app.performers where name = any(app.names_in(p_filters, '{include,performers}'))) as performers,
      array(select id from app.tags where name = any(app.names_in(p_filters, '{exclude,tags}'))) as no_tags,
      array(select id from app.makers where name = any(app.names_in(p_filters, '{exclude,makers}'))) as no_makers,
      array(select id from app.series where name = any(app.names_in(p_filters, '{exclude,series}'))) as no_series,
      array(select id from app.performers where name = any(app.names_in(p_filters, '{exclude,performers}'))) as no_performers,
      (p_filters #>> '{price_yen,min}')::integer as price_from,
      (p_filters #>> '{price_yen,max}')::integer as price_to,
      (p_filters #>> '{duration_minutes,min}')::integer as duration_from,
      (p_filters #>> '{duration_minutes,max}')::integer as duration_to,
      (p_filters #>> '{released_at,min}')::timestamptz as released_from,
      (p_filters #>> '{released_at,max}')::timestamptz as released_to
  )
  select i.id
  from app.items as i cross join f
  where i.status = 'active'
    and (f.any_maker or i.maker_id = any(f.makers))
    and (f.any_series or i.series_id = any(f.series))
    and (f.any_tag or i.id in (select t.item_id from app.item_tags as t inner join f as g on t.tag_id = any(g.tags)))
    and (f.any_performer or i.id in (
      select p.item_id from app.item_performers as p inner join f as g on p.performer_id = any(g.performers)
    ))
    and (i.maker_id is null or i.maker_id <> all(f.no_makers))
    and (i.series_id is null or i.series_id <> all(f.no_series))
    and i.id not in (select t.item_id from app.item_tags as t inner join f as g on t.tag_id = any(g.no_tags))
    and i.id not in (
      select p.item_id from app.item_performers as p inner join f as g on p.performer_id = any(g.no_performers)
    )
    and (f.price_from is null or i.price_yen >= f.price_from)
    and (f.price_to is null or i.price_yen <= f.price_to)
    and (f.duration_from is null or i.duration_minutes >= f.duration_from)
    and (f.duration_to is null or i.duration_minutes <= f.duration_to)
    and (f.released_from is null or i.released_at >= f.released_from)
    and (f.released_to is null or i.released_at <= f.released_to);
$$;

-- What pages show of items: metadata, tags of groups that are shown, and [{"text", "url"}] of every source that says something
-- about the item and asks for a credit.
create or replace function app.item_details(p_items bigint[])
returns table (
  item_id bigint,
  external_id text,
  title text,
  maker_id bigint,
  maker text,
  series text,
  performers text[],
  tags text[],
  released_at timestamptz,
  duration_minutes integer,
  price_yen integer,
  credits jsonb
)
language sql
stable
set search_path = ''
as $$
  select
    i.id, i.external_id, i.title, i.maker_id, m.name, s.name,
    coalesce((
      select array_agg(f.name order by f.name)
      from app.item_performers as ip inner join app.performers as f on f.id = ip.performer_id
      where ip.item_id = i.id
    ), '{}'),
    coalesce((
      select array_agg(t.name order by t.name)
      from app.item_tags as it inner join app.tags as t on t.id = it.tag_id
      left join app.tag_groups as g on g.id = t.group_id
      where it.item_id = i.id and coalesce(g.show, true)
    ), '{}'),
    i.released_at, i.duration_minutes, i.price_yen,
    coalesce((
      select jsonb_agg(jsonb_build_object('text', o.credit_text, 'url', o.credit_url) order by o.priority, o.name)
      from app.sources as o
      where o.credit_text is not null and (
        o.name = i.source
        or exists (select from app.item_sources as p where p.item_id = i.id and p.source = o.name)
      )
    ), '[]')
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  where i.id = any(p_items);
$$;
revoke all on function app.item_details(bigint[]) from public, anon, authenticated;
grant execute on function app.item_details(bigint[]) to service_role;

-- A person's last ten likes: [{"item_id", "title", "maker", "series", "performers", "tags"}], newest first.
create or replace function app.recent_likes(p_person uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with latest as (
    select item_id, row_number() over (order by decided_at desc, item_id desc) as place
    from app.decisions
    where person_id = p_person and decision = 'like'
    order by decided_at desc, item_id desc
    limit 10
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'item_id', d.item_id, 'title', d.title, 'maker', d.maker, 'series', d.series,
    'performers', d.performers, 'tags', d.tags
  ) order by l.place), '[]')
  from latest as l
  inner join app.items as i on i.id = l.item_id and i.status = 'active'
  inner join app.item_details(array(select item_id from latest)) as d on d.item_id = l.item_id;
$$;

create or replace function public.get_page_context(p_person uuid)
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
  personalisation boolean
)
language sql
stable
set search_path = ''
as $$
  select c.*, app.recent_likes(p_person),
    coalesce((select p.personalisation from app.profiles as p where p.person_id = p_person), true)
  from public.get_recommendation_context(p_person) as c;
$$;
comment on function public.get_page_context(uuid) is
  'First database call of a recommendation: the active version, the person''s pooled history for it, and their last likes.';

-- Second database call: candidates by vector, by popularity and of late, ranked by one formula:
-- score = (embedding . query) / temperature + popularity_weight * ln(1 + decayed likes).
-- Without a query (model unavailable) the score is ln(1 + decayed likes). What the person decided on, what they excluded and
-- p_exclude are left out, and what p_filters do not let pass. Every item has a popularity, so p_limit rows come back whenever
-- that many are eligible.
create or replace function public.find_page_items(
  p_person uuid,
  p_limit integer,
  p_model_version text default null,
  p_query real[] default null,
  p_temperature real default null,
  p_popularity_weight real default null,
  p_filters jsonb default null,
  p_exclude bigint[] default '{}'
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
  price_yen integer,
  -- [{"text": ..., "url": ...}] of every source that says something about the item and asks for a credit.
  credits jsonb
)
language plpgsql
stable
set search_path = ''
-- A generic plan could neither prune to the version's partition nor know that the limit is small.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  -- So many are compared one by one faster than an index finds those that pass a filter.
  v_exact_below constant integer := 20000;
  v_query extensions.halfvec(768) := p_query::extensions.halfvec(768);
  v_hidden bigint[] := p_exclude || array(select app.excluded_items(p_person));
  v_passing bigint[] := case when p_filters is not null then array(select app.filtered_items(p_filters)) end;
  v_near bigint[] := '{}';
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

  if v_query is not null and cardinality(v_passing) <= v_exact_below then
    v_near := array(
      select v.item_id
      from app.item_vectors as v
      where v.model_version = p_model_version
        and v.item_id = any(v_passing)
        and v.item_id <> all(v_hidden)
        and not exists (
          select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
        )
      -- The sum keeps the index out: it would be scanned in the hope for a few.
      order by (v.embedding operator(extensions.<#>) v_query) + 0, v.item_id
      limit p_limit
    );
  elsif v_query is not null then
    -- The index filters after it scans: without an iterative scan seen items would shorten the page.
    perform set_config('hnsw.iterative_scan', 'strict_order', true);
    perform set_config('hnsw.ef_search', greatest(40, least(p_limit, 1000))::text, true);
    v_near := array(
      -- near
      select v.item_id
      from app.item_vectors as v
      where v.model_version = p_model_version
        and (v_passing is null or v.item_id = any(v_passing))
        and v.item_id <> all(v_hidden)
        and not exists (
          select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
        )
        and exists (select from app.items as i where i.id = v.item_id and i.status = 'active')
      order by v.embedding operator(extensions.<#>) v_query
      limit p_limit
      -- end of near
    );
  end if;

  return query
  with popular as materialized (
    select p.item_id
    from app.item_popularity as p
    where exists (select from app.items as i where i.id = p.item_id and i.status = 'active')
      and (v_passing is null or p.item_id = any(v_passing))
      and p.item_id <> all(v_hidden)
      and not exists (
        select from app.decisions as d where d.person_id = p_person and d.item_id = p.item_id
      )
    order by p.decayed_likes desc, p.item_id
    limit p_limit
  ),
  fresh as materialized (
    select i.id as item_id
    from app.items as i
    where i.status = 'active'
      and i.released_at between now() - interval '30 days' and now()
      and (v_passing is null or i.id = any(v_passing))
      and i.id <> all(v_hidden)
      and not exists (
        select from app.decisions as d where d.person_id = p_person and d.item_id = i.id
      )
    order by i.released_at desc nulls last, i.id
    limit greatest(p_limit / 5, 1)
  ),
  candidates as (
    select distinct on (c.item_id) c.item_id, c.source
    from (
      select n.item_id, 'personalised'::app.recommendation_source as source, 1 as place from unnest(v_near) as n (item_id)
      union all
      select p.item_id, 'popular', 3 from popular as p
      union all
      select f.item_id, 'fresh', 2 from fresh as f
    ) as c
    order by c.item_id, c.place
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
    d.external_id, d.title, d.maker_id, d.maker, d.series, d.performers, d.tags, d.released_at, d.duration_minutes,
    d.price_yen, d.credits
  from ranked as r
  inner join app.item_details(array(select o.item_id from ranked as o)) as d on d.item_id = r.item_id
  order by r.score desc, r.item_id;
end
$$;
comment on function public.find_page_items(uuid, integer, text, real[], real, real, jsonb, bigint[]) is
  'Second database call of a recommendation: unseen items that pass the filters, with metadata and credits, best first.';
comment on function public.retrieve_page_items(uuid, integer, text, real[], real, real) is
  'Deprecated: called by Edge Functions of release 0.2 only, see find_page_items.';
comment on function public.get_recommendation_context(uuid) is
  'What get_page_context is made of; called by Edge Functions of release 0.2 themselves.';

revoke all on function app.names_in(jsonb, text[]) from public, anon, authenticated;
revoke all on function app.filtered_items(jsonb) from public, anon, authenticated;
revoke all on function app.recent_likes(uuid) from public, anon, authenticated;
revoke all on function public.get_page_context(uuid) from public, anon, authenticated;
revoke all on function public.find_page_items(uuid, integer, text, real[], real, real, jsonb, bigint[])
from public, anon, authenticated;
grant execute on function app.names_in(jsonb, text[]) to service_role;
grant execute on function app.filtered_items(jsonb) to service_role;
grant execute on function app.recent_likes(uuid) to service_role;
grant execute on function public.get_page_context(uuid) to service_role;
grant execute on function public.find_page_items(uuid, integer, text, real[], real, real, jsonb, bigint[]) to service_role;
