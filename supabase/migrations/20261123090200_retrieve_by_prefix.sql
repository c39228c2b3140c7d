-- Retrieval by an index over the first 256 coordinates, with the candidates ranked by all 768 (docs/adr/0016). What the
-- index can not give is compared one by one, so that as many rows come back as are asked for whenever so many are eligible.

-- How many coordinates the index of a version's vectors compares: 256, 768 (versions published before this file), or null
-- where there is no index. Read from the catalogue of the database, so that it can not differ from what is there.
create or replace function app.near_index_width(p_version text)
returns integer
language sql
stable
set search_path = ''
as $$
  select min(a.atttypmod)
  from pg_catalog.pg_index as i
  inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
  inner join pg_catalog.pg_am as m on m.oid = c.relam and m.amname = 'hnsw'
  inner join pg_catalog.pg_attribute as a on a.attrelid = i.indexrelid and a.attnum = 1
  where i.indisvalid
    and i.indrelid = (select v.tableoid from app.item_vectors as v where v.model_version = p_version limit 1);
$$;

-- Ids of the p_limit items with the largest inner product with p_query, a vector of unit length, largest first, ties by
-- id: active ones that p_passing lets pass (null: all do), without p_hidden and what the person decided on. Fewer only
-- where fewer with a vector are left. Exact where there is no index, where few pass, and where the index gives up.
create or replace function app.find_near_page_items(
  p_person uuid,
  p_version text,
  p_query extensions.halfvec,
  p_passing bigint[],
  p_hidden bigint[],
  p_limit integer
)
returns bigint[]
language plpgsql
stable
set search_path = ''
-- A generic plan could neither prune to the version's partition nor know that the limit is small.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  -- So many are compared one by one faster than an index finds those that pass a filter.
  v_exact_below constant integer := 20000;
  v_width integer := case
    when p_passing is null or cardinality(p_passing) > v_exact_below then app.near_index_width(p_version)
  end;
  v_query extensions.halfvec(768) := p_query;
  v_prefix extensions.halfvec(256) := extensions.subvector(v_query, 1, 256);
  -- Of the nearest by prefix the nearest by the whole are chosen.
  v_wanted integer := case v_width when 256 then 4 else 1 end * p_limit;
  v_near bigint[];
begin
  if v_width is not null then
    -- The index filters after it scans: without an iterative scan seen items would shorten the page. What it finds is
    -- sorted here, so it need not be in order.
    perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
    perform set_config('hnsw.max_scan_tuples', '20000', true);
    perform set_config(
      'hnsw.ef_search', greatest(100, least(case v_width when 256 then 1 else 2 end * p_limit, 1000))::text, true
    );
  end if;

  if v_width = 256 then
    v_near := array(
      select n.item_id
      from (
        -- near by prefix
        select v.item_id, v.embedding operator(extensions.<#>) v_query as distance
        from app.item_vectors as v
        where v.model_version = p_version
          -- The sum keeps another index out.
          and (p_passing is null or v.item_id + 0 = any(p_passing))
          and v.item_id <> all(p_hidden)
          and not exists (
            select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
          )
          and exists (select from app.items as i where i.id = v.item_id and i.status = 'active')
        order by
          (extensions.subvector(v.embedding, 1, 256)::extensions.halfvec(256)) operator(extensions.<=>) v_prefix
        limit v_wanted
        -- end of near
      ) as n
      order by n.distance, n.item_id
    );
  elsif v_width = 768 then
    v_near := array(
      select n.item_id
      from (
        -- near by the whole
        select v.item_id, v.embedding operator(extensions.<#>) v_query as distance
        from app.item_vectors as v
        where v.model_version = p_version
          -- The sum keeps another index out.
          and (p_passing is null or v.item_id + 0 = any(p_passing))
          and v.item_id <> all(p_hidden)
          and not exists (
            select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
          )
          and exists (select from app.items as i where i.id = v.item_id and i.status = 'active')
        order by v.embedding operator(extensions.<#>) v_query
        limit v_wanted
        -- end of near
      ) as n
      order by n.distance, n.item_id
    );
  end if;
  if cardinality(v_near) = v_wanted then
    return v_near[:p_limit];
  end if;

  return array(
    -- exact
    select v.item_id
    from app.item_vectors as v
    where v.model_version = p_version
      and (p_passing is null or v.item_id = any(p_passing))
      and v.item_id <> all(p_hidden)
      and not exists (
        select from app.decisions as d where d.person_id = p_person and d.item_id = v.item_id
      )
      and exists (select from app.items as i where i.id = v.item_id and i.status = 'active')
    -- The sum keeps an index out.
    order by (v.embedding operator(extensions.<#>) v_query) + 0, v.item_id
    limit p_limit
    -- end of exact
  );
end
$$;

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

  if v_query is not null then
    v_near := app.find_near_page_items(p_person, p_model_version, v_query, v_passing, v_hidden, p_limit);
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
revoke all on function app.near_index_width(text) from public, anon, authenticated;
revoke all on function app.find_near_page_items(uuid, text, extensions.halfvec, bigint[], bigint[], integer)
from public, anon, authenticated;
grant execute on function app.near_index_width(text) to service_role;
grant execute on function app.find_near_page_items(uuid, text, extensions.halfvec, bigint[], bigint[], integer)
to service_role;
