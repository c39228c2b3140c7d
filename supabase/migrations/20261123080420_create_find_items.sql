-- The one database call of find-items.
-- p_by: similar (p_item), popular, trending (p_window_days), latest or search (p_query). p_after_score and p_after_item are
-- those of the last row of the page before; p_as_of and p_vector_version what that page was made with.
create or replace function public.find_items(
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
  p_vector_version text default null
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
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_active text := (select d.model_version from app.deployments as d where d.slot = 'active');
  v_version text;
  v_as_of timestamptz := coalesce(p_as_of, now());
  v_hidden bigint[];
  v_ids bigint[];
  v_scores float8[];
  v_liked extensions.vector;
begin
  perform app.require_adult(p_person);
  if p_limit not between 1 and 101 then
    raise exception 'INVALID_REQUEST: p_limit must be between 1 and 101' using errcode = 'PT400';
  end if;
  v_hidden := app.hidden_items(p_person, p_include_seen);

  case p_by
    when 'similar' then
      if not exists (select from app.items as i where i.id = p_item and i.status = 'active') then
        raise exception 'NOT_FOUND' using errcode = 'PT404';
      end if;
      v_version := (
        select v.model_version from app.item_vectors as v
        where v.item_id = p_item and v.model_version = case when p_after_item is null then v_active else p_vector_version end
      );
      -- A page goes on in the order in which the one before it ended, or not at all.
      if p_after_item is not null and v_version is distinct from p_vector_version then
        raise exception 'CURSOR_EXPIRED' using errcode = 'PT400';
      end if;
      if v_version is not null then
        select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
        into v_ids, v_scores
        from app.find_near_items(p_item, v_version, v_hidden, p_limit, p_after_score, p_after_item) as f;
      else
        select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
        into v_ids, v_scores
        from app.find_akin_items(p_item, v_hidden, p_limit, p_after_score, p_after_item) as f;
      end if;
    when 'popular' then
      select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
      into v_ids, v_scores
      from app.find_popular_items(v_hidden, p_limit, p_after_score, p_after_item) as f;
    when 'trending' then
      -- From the newest like known, as popularity: an imported history that ended long ago still has its trends.
      v_as_of := coalesce(p_as_of, least(now(), greatest(
        (select max(d.decided_at) from app.decisions as d where d.decision = 'like'),
        (select max(d.decided_at) from app.imported_decisions as d where d.decision = 'like')
      )));
      select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
      into v_ids, v_scores
      from app.find_trending_items(p_window_days, v_as_of, v_hidden, p_limit, p_after_score, p_after_item) as f;
    when 'latest' then
      select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
      into v_ids, v_scores
      from app.find_latest_items(v_as_of, v_hidden, p_limit, p_after_score, p_after_item) as f;
    when 'search' then
      select array_agg(f.item_id order by f.score desc, f.item_id), array_agg(f.score order by f.score desc, f.item_id)
      into v_ids, v_scores
      from app.find_matching_items(p_query, v_hidden, p_limit, p_after_score, p_after_item) as f;
    else
      raise exception 'INVALID_REQUEST: p_by is none of similar, popular, trending, latest and search' using errcode = 'PT400';
  end case;

  -- Whoever wants no personal pages gets none, whatever the app asks for.
  if p_personal and exists (
    select from app.profiles as p where p.person_id = p_person and p.personalisation
  ) then
    -- The mean of inner products is the inner product with the mean.
    select extensions.avg(l.embedding::extensions.vector(768)) into v_liked
    from (
      select v.embedding
      from app.decisions as d
      inner join app.item_vectors as v on v.item_id = d.item_id and v.model_version = v_active
      where d.person_id = p_person and d.decision = 'like'
      order by d.decided_at desc, d.item_id desc
      limit 20
    ) as l;
  end if;

  return query
  select
    f.id, f.score, -(v.embedding::extensions.vector(768) operator(extensions.<#>) v_liked),
    v_as_of, v_version, v_active,
    d.external_id, d.title, d.maker, d.series, d.performers, d.tags, d.released_at, d.duration_minutes, d.price_yen,
    d.credits
  from unnest(v_ids, v_scores) with ordinality as f (id, score, place)
  inner join app.item_details(v_ids) as d on d.item_id = f.id
  left join app.item_vectors as v on p_personal and v.item_id = f.id and v.model_version = v_active
  order by f.place;
end
$$;
comment on function public.find_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text
) is 'The database call of find-items: a page of items with metadata and credits, best first.';
revoke all on function public.find_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text
) from public, anon, authenticated;
grant execute on function public.find_items(
  uuid, text, integer, bigint, text, integer, boolean, boolean, float8, bigint, timestamptz, text
) to service_role;
