-- Statements of requests end by themselves, and an account that is gone is not one that has yet to confirm.

-- Tokens outlive accounts by up to an hour. Security definer: the service role may not read the users of Auth.
create or replace function app.require_person(p_person uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not exists (select from auth.users where id = p_person) then
    raise exception 'PERSON_GONE' using errcode = 'PT401';
  end if;
end
$$;
revoke all on function app.require_person(uuid) from public, anon, authenticated;
grant execute on function app.require_person(uuid) to service_role;

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
    perform app.require_person(p_person);
    raise exception 'ADULT_CONFIRMATION_REQUIRED' using errcode = 'PT403';
  end if;
end
$$;

create or replace function public.get_account(p_person uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform app.require_person(p_person);
  return app.account(p_person);
end
$$;

create or replace function public.export_person(p_person uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform app.require_person(p_person);
  return jsonb_build_object(
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
end
$$;

-- The API takes a function's statement_timeout for the whole statement. Less than Edge Functions wait, so that the database
-- is not left working for nobody. Last of all: a function that is replaced later needs it said again, and a test says so.
do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace and proname in (
      'admit_request',
      'begin_page',
      'confirm_adult',
      'export_person',
      'find_items',
      'find_page_items',
      'get_account',
      'get_page_context',
      'get_recommendation_context',
      'get_service_health',
      'log_impressions',
      'look_up_items',
      'read_health',
      'record_events',
      'record_feedback',
      'record_impressions',
      'retrieve_items',
      'retrieve_page_items',
      'set_exclusions',
      'set_onboarding_tags',
      'set_personalisation',
      'set_training_consent',
      'take_events'
    )
  loop
    execute format('alter function %s set statement_timeout = %L', v_function, '4500ms');
  end loop;
end
$$;
