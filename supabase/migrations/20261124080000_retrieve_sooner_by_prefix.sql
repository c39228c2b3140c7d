-- Where retrieval compares one by one and where it asks an index, by the size of the catalogue (docs/adr/0016).

-- Up to so many items that pass a filter are compared one by one faster than an index finds them. What comparing costs grows
-- with how many pass, what the index costs with how many do not, so the two cost the same where the square of those that
-- pass is a multiple of all. The factor is what was measured at 10 and 50 thousand items; from 250 thousand items on the
-- bound is how many tuples a scan of the index looks at before it gives up.
create or replace function app.exact_scan_bound(p_version text)
returns integer
language sql
stable
set search_path = ''
as $$
  select least(20000, 40 * sqrt((m.manifest ->> 'itemCount')::float8))::integer
  from app.models as m
  where m.version = p_version
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
  v_width integer := case
    when p_passing is null or cardinality(p_passing) > app.exact_scan_bound(p_version) then app.near_index_width(p_version)
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

revoke all on function app.exact_scan_bound(text) from public, anon, authenticated;
grant execute on function app.exact_scan_bound(text) to service_role;
