-- Popularity, refreshed by schedule, imports and releases; and what report-status shows.

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

revoke all on function app.refresh_item_popularity(real) from public, anon, authenticated;
revoke all on function public.get_service_health() from public, anon, authenticated;
grant execute on function public.get_service_health() to service_role;
