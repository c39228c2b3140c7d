/**
 * A relation of what was shown and liked in two periods, before $2 and from $3 on: kind (`shown` or `liked`), period
 * (`reference` or `recent`), person, item_id, at. Parameters: $1 and $2 begin and end of the reference, $3 and $4 of the
 * recent period, as timestamps; ends are not in them. Persons are for counting: nobody may select them.
 */
export const activitySql = `(
  select a.kind, a.person, a.item_id, a.at, case when a.at < $2 then 'reference' else 'recent' end as period
  from (
    select 'shown' as kind, person_id::text as person, item_id, shown_at as at from app.impressions
    where shown_at >= $1 and shown_at < $4
    union all
    select 'liked', person_id::text, item_id, decided_at from app.decisions
    where decision = 'like' and decided_at >= $1 and decided_at < $4
    union all
    -- A uuid holds no colon.
    select 'liked', source || ':' || person_key, item_id, decided_at from app.imported_decisions
    where decision = 'like' and decided_at >= $1 and decided_at < $4
  ) as a
  where (a.at >= $1::timestamptz and a.at < $2::timestamptz) or (a.at >= $3::timestamptz and a.at < $4::timestamptz)
)`;
