-- The five ways to find items. Each returns a page of (item_id, score), best first, ties by id, that begins after the
-- row (p_after_score, p_after_item) and leaves out p_hidden: as many rows as asked for whenever that many are eligible.
-- squawk-ignore-file require-concurrent-index-creation

-- Likes by time, for what is trending.
create index if not exists decisions_liked_at_idx on app.decisions (decided_at, item_id) where decision = 'like';
create index if not exists imported_decisions_liked_at_idx on app.imported_decisions (decided_at, item_id)
where decision = 'like';

-- What a person may not be shown: what is excluded, and what is decided unless that may come back.
create or replace function app.hidden_items(p_person uuid, p_include_seen boolean)
returns bigint[]
language sql
stable
set search_path = ''
as $$
  select array(
    select e from app.excluded_items(p_person) as e
    union
    select d.item_id from app.decisions as d where d.person_id = p_person and not p_include_seen
  );
$$;

-- By the vectors of a version: score is the inner product of unit vectors, -1 for an item without a vector.
-- Exact, because a page that begins behind a row of an approximate scan could skip what that scan missed.
create or replace function app.find_near_items(
  p_item bigint, p_version text, p_hidden bigint[], p_limit integer, p_after_score float8, p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_query extensions.halfvec(768);
begin
  select v.embedding into v_query from app.item_vectors as v where v.model_version = p_version and v.item_id = p_item;
  return query
  select f.id, f.similarity
  from (
    select i.id, coalesce(-(v.embedding operator(extensions.<#>) v_query), -1)::float8 as similarity
    from app.items as i
    left join app.item_vectors as v on v.item_id = i.id and v.model_version = p_version
    where i.status = 'active' and i.id <> p_item and i.id <> all (p_hidden)
  ) as f
  where p_after_item is null or f.similarity < p_after_score or (f.similarity = p_after_score and f.id > p_after_item)
  order by f.similarity desc, f.id
  limit p_limit;
end
$$;

-- By what is attached: score is the share of the item's tags, performers, maker and series that the other has too, 0 to 1.
create or replace function app.find_akin_items(
  p_item bigint, p_hidden bigint[], p_limit integer, p_after_score float8, p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return query
  with traits as (
    select o.item_id as holder, o.item_id = p_item as own
    from app.item_tags as a inner join app.item_tags as o on o.tag_id = a.tag_id where a.item_id = p_item
    union all
    select o.item_id, o.item_id = p_item
    from app.item_performers as a inner join app.item_performers as o on o.performer_id = a.performer_id
    where a.item_id = p_item
    union all
    select o.id, o.id = p_item from app.items as a inner join app.items as o on o.maker_id = a.maker_id where a.id = p_item
    union all
    select o.id, o.id = p_item from app.items as a inner join app.items as o on o.series_id = a.series_id where a.id = p_item
  ),
  shared as (
    select t.holder, count(*)::float8 / (select count(*) from traits as o where o.own) as share
    from traits as t group by t.holder
  ),
  found as (
    select i.id, coalesce(s.share, 0) as share
    from app.items as i left join shared as s on s.holder = i.id
    where i.status = 'active' and i.id <> p_item and i.id <> all (p_hidden)
  )
  select f.id, f.share
  from found as f
  where p_after_item is null or f.share < p_after_score or (f.share = p_after_score and f.id > p_after_item)
  order by f.share desc, f.id
  limit p_limit;
end
$$;

-- By decayed likes, which are the score.
create or replace function app.find_popular_items(
  p_hidden bigint[], p_limit integer, p_after_score float8, p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return query
  select p.item_id, p.decayed_likes::float8
  from app.item_popularity as p
  where (
      p_after_item is null or p.decayed_likes < p_after_score
      or (p.decayed_likes = p_after_score and p.item_id > p_after_item)
    )
    and p.item_id <> all (p_hidden)
    and exists (select from app.items as i where i.id = p.item_id and i.status = 'active')
  order by p.decayed_likes desc, p.item_id
  limit p_limit;
end
$$;

-- By growth: score is ln((r + 5) / (p + 5)), r likes in the p_window_days before p_as_of and p in as many days before
-- those: 0 for no change, 0.69 for twice as many. The 5 keep a single like from passing for a trend.
create or replace function app.find_trending_items(
  p_window_days integer, p_as_of timestamptz, p_hidden bigint[], p_limit integer, p_after_score float8,
  p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_middle timestamptz := p_as_of - make_interval(hours => 24 * p_window_days);
  v_start timestamptz := p_as_of - make_interval(hours => 48 * p_window_days);
begin
  return query
  with liked as (
    select d.item_id as id, d.decided_at from app.decisions as d
    where d.decision = 'like' and d.decided_at > v_start and d.decided_at <= p_as_of
    union all
    select d.item_id, d.decided_at from app.imported_decisions as d
    where d.decision = 'like' and d.decided_at > v_start and d.decided_at <= p_as_of
  ),
  grown as (
    select l.id,
      ln(
        (count(*) filter (where l.decided_at > v_middle) + 5)::float8
        / (count(*) filter (where l.decided_at <= v_middle) + 5)::float8
      ) as growth
    from liked as l group by l.id
  ),
  found as (
    select i.id, coalesce(g.growth, 0) as growth
    from app.items as i left join grown as g on g.id = i.id
    where i.status = 'active' and i.id <> all (p_hidden)
  )
  select f.id, f.growth
  from found as f
  where p_after_item is null or f.growth < p_after_score or (f.growth = p_after_score and f.id > p_after_item)
  order by f.growth desc, f.id
  limit p_limit;
end
$$;

-- By release, up to p_as_of: score is the release in seconds since 1970.
create or replace function app.find_latest_items(
  p_as_of timestamptz, p_hidden bigint[], p_limit integer, p_after_score float8, p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_after timestamptz := to_timestamp(p_after_score);
begin
  return query
  select i.id, extract(epoch from i.released_at)::float8
  from app.items as i
  where i.released_at <= least(p_as_of, v_after)
    and (p_after_item is null or i.released_at < v_after or i.id > p_after_item)
    and i.status = 'active' and i.id <> all (p_hidden)
  order by i.released_at desc nulls last, i.id
  limit p_limit;
end
$$;

-- By words, each of which has to be found: score is their mean, 1 for a word in the title, 0.9 for one elsewhere in the
-- text, and 0.8 times its word similarity, of at least 0.5, for one of three letters or more that is only similar.
create or replace function app.find_matching_items(
  p_query text, p_hidden bigint[], p_limit integer, p_after_score float8, p_after_item bigint
)
returns table (item_id bigint, score float8)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_words text[] := string_to_array(app.search_text(p_query), ' ');
  -- The index finds the longest word; the others are looked for in what it found.
  v_longest text := (select w from unnest(v_words) as w order by length(w) desc, w limit 1);
  v_pattern text := '%' || replace(replace(replace(v_longest, '\', '\\'), '%', '\%'), '_', '\_') || '%';
  v_fuzzy boolean := length(v_longest) >= 3;
begin
  -- What the operator %> takes for similar.
  perform set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  return query
  with matching as materialized (
    select s.item_id, s.text
    from app.item_search as s
    where s.text like v_pattern or (v_fuzzy and s.text operator(extensions.%>) v_longest)
  ),
  found as (
    select m.item_id as id, h.score
    from matching as m
    inner join app.items as i on i.id = m.item_id and i.status = 'active'
    cross join lateral (
      select
        avg(case
          when strpos(app.search_text(i.title), w) > 0 then 1
          when strpos(m.text, w) > 0 then 0.9
          when length(w) >= 3 and extensions.word_similarity(w, m.text) >= 0.5
            then 0.8 * extensions.word_similarity(w, m.text)::float8
        end::float8) as score,
        -- A word that is not found has no score.
        count(*) filter (
          where strpos(m.text, w) > 0 or (length(w) >= 3 and extensions.word_similarity(w, m.text) >= 0.5)
        ) = count(*) as complete
      from unnest(v_words) as w
    ) as h
    where h.complete and m.item_id <> all (p_hidden)
  )
  select f.id, f.score
  from found as f
  where p_after_item is null or f.score < p_after_score or (f.score = p_after_score and f.id > p_after_item)
  order by f.score desc, f.id
  limit p_limit;
end
$$;

revoke all on function app.hidden_items(uuid, boolean) from public, anon, authenticated;
grant execute on function app.hidden_items(uuid, boolean) to service_role;
revoke all on function app.find_near_items(bigint, text, bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_near_items(bigint, text, bigint[], integer, float8, bigint) to service_role;
revoke all on function app.find_akin_items(bigint, bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_akin_items(bigint, bigint[], integer, float8, bigint) to service_role;
revoke all on function app.find_popular_items(bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_popular_items(bigint[], integer, float8, bigint) to service_role;
revoke all on function app.find_trending_items(integer, timestamptz, bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_trending_items(integer, timestamptz, bigint[], integer, float8, bigint) to service_role;
revoke all on function app.find_latest_items(timestamptz, bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_latest_items(timestamptz, bigint[], integer, float8, bigint) to service_role;
revoke all on function app.find_matching_items(text, bigint[], integer, float8, bigint) from public, anon, authenticated;
grant execute on function app.find_matching_items(text, bigint[], integer, float8, bigint) to service_role;
