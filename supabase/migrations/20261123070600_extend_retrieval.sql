-- Retrieval with the credits that the sources of an item ask for, and without tags of groups that are not shown. A function
-- of its own: retrieve_items of the first release stays for the Edge Functions that run until the next deploy.

-- Second database call: candidates by vector and by popularity, ranked by one formula:
-- score = (embedding . query) / temperature + popularity_weight * ln(1 + decayed likes).
-- Without a query (model unavailable) the rows are the most popular items and the score is ln(1 + decayed likes).
create or replace function public.retrieve_page_items(
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
      left join app.tag_groups as g on g.id = t.group_id
      where it.item_id = r.item_id and coalesce(g.show, true)
    ), '{}'),
    i.released_at, i.duration_minutes, i.price_yen,
    coalesce((
      select jsonb_agg(jsonb_build_object('text', o.credit_text, 'url', o.credit_url) order by o.priority, o.name)
      from app.sources as o
      where o.credit_text is not null and (
        o.name = i.source
        or exists (select from app.item_sources as p where p.item_id = r.item_id and p.source = o.name)
      )
    ), '[]')
  from ranked as r
  inner join app.items as i on i.id = r.item_id
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  order by r.score desc, r.item_id;
end
$$;
comment on function public.retrieve_page_items(uuid, integer, text, real[], real, real) is
  'Second database call of a recommendation: unseen items with metadata and credits, best first.';
revoke all on function public.retrieve_page_items(uuid, integer, text, real[], real, real)
from public, anon, authenticated;
grant execute on function public.retrieve_page_items(uuid, integer, text, real[], real, real) to service_role;
comment on function public.retrieve_items(uuid, integer, text, real[], real, real) is
  'Deprecated: called by Edge Functions of release 0.1 only, see retrieve_page_items.';
