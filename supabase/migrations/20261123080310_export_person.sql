-- Everything that is stored of a person, as one document: {"account", "decisions", "events", "interactions", "impressions",
-- "undone_decisions"}, each list in order of time. Of the person themselves and nobody else. Propensities say nothing of the
-- person and stay here.
create or replace function public.export_person(p_person uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'account', app.account(p_person),
    'created_at', (select p.created_at from app.profiles as p where p.person_id = p_person),
    'decisions', (
      select coalesce(jsonb_agg(to_jsonb(d) - 'person_id' order by d.decided_at, d.item_id), '[]')
      from app.decisions as d where d.person_id = p_person
    ),
    'undone_decisions', (
      select coalesce(jsonb_agg(to_jsonb(u) - 'person_id' order by u.undone_at, u.item_id), '[]')
      from app.undone_decisions as u where u.person_id = p_person
    ),
    'events', (
      select coalesce(jsonb_agg(to_jsonb(e) - 'person_id' order by e.occurred_at, e.event_id), '[]')
      from app.events as e where e.person_id = p_person
    ),
    'interactions', (
      select coalesce(jsonb_agg(to_jsonb(i) - 'person_id' order by i.occurred_at, i.event_id), '[]')
      from app.interactions as i where i.person_id = p_person
    ),
    'impressions', (
      select coalesce(jsonb_agg(to_jsonb(s) - 'person_id' - 'propensity' order by s.shown_at, s.request_id, s.position), '[]')
      from app.impressions as s where s.person_id = p_person
    )
  );
$$;
comment on function public.export_person(uuid) is 'Everything that is stored of a person.';
revoke all on function public.export_person(uuid) from public, anon, authenticated;
grant execute on function public.export_person(uuid) to service_role;
