-- What people do beside liking and noping, and taking back what they said.

-- Append-only, as app.events: an undo, an item seen on the screen, a sample played, a link opened.
create table if not exists app.interactions (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  event_id uuid not null,
  item_id bigint not null references app.items (id) on delete cascade,
  kind app.interaction_kind not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  request_id uuid,
  primary key (person_id, event_id, occurred_at)
) partition by range (occurred_at);
create index if not exists interactions_item_id_idx on app.interactions (item_id);
create table if not exists app.interactions_default partition of app.interactions default;

-- When a person last took back what they thought of an item. Kept, so that a decision of before that arrives late stays undone.
create table if not exists app.undone_decisions (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  item_id bigint not null references app.items (id) on delete cascade,
  undone_at timestamptz not null,
  primary key (person_id, item_id)
);
create index if not exists undone_decisions_item_id_idx on app.undone_decisions (item_id);

alter table app.interactions enable row level security;
alter table app.interactions_default enable row level security;
alter table app.undone_decisions enable row level security;
revoke all on app.interactions, app.interactions_default, app.undone_decisions from public, anon, authenticated;
grant select, insert on app.interactions to service_role;
grant select, insert, update on app.undone_decisions to service_role;
grant delete on app.decisions to service_role;

-- Creates the monthly partitions from this month to p_months_ahead months on; does nothing where they exist.
-- Rows of a month that already went to the default partition keep that month there.
create or replace function app.ensure_monthly_partitions(p_months_ahead integer default 3)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_parent text;
  v_column text;
  v_month date;
  v_name text;
  v_blocked boolean;
begin
  foreach v_parent in array array['events', 'impressions', 'interactions'] loop
    v_column := case v_parent when 'impressions' then 'shown_at' else 'occurred_at' end;
    for v_step in 0..p_months_ahead loop
      v_month := (date_trunc('month', now() at time zone 'utc') + make_interval(months => v_step))::date;
      v_name := format('%s_%s', v_parent, to_char(v_month, 'YYYY_MM'));
      if to_regclass(format('app.%I', v_name)) is not null then
        continue;
      end if;
      execute format(
        'select exists (select from app.%I where %I >= %L and %I < %L)',
        v_parent || '_default',
        v_column,
        v_month::text || ' 00:00:00+00',
        v_column,
        (v_month + interval '1 month')::date::text || ' 00:00:00+00'
      ) into v_blocked;
      if v_blocked then
        continue;
      end if;
      execute format(
        'create table app.%I partition of app.%I for values from (%L) to (%L)',
        v_name, v_parent,
        v_month::text || ' 00:00:00+00',
        (v_month + interval '1 month')::date::text || ' 00:00:00+00'
      );
      execute format('alter table app.%I enable row level security', v_name);
      execute format('revoke all on app.%I from public, anon, authenticated', v_name);
    end loop;
  end loop;
end
$$;
select app.ensure_monthly_partitions();

-- p_events: [{"event_id": uuid, "item_id": number, "kind": "like"|"nope"|"undo"|"impression"|"play"|"open",
-- "occurred_at": timestamp, "request_id": uuid|null}]. Returns one row an event id: accepted, duplicate or unknown_item.
-- An event id counts once, whatever comes with it later. What a person thinks of an item is the newest of their likes, nopes
-- and undos, whatever the order of arrival; at one instant an undo goes before a nope, a nope before a like.
create or replace function public.record_events(p_person uuid, p_events jsonb)
returns table (event_id uuid, outcome text)
language plpgsql
set search_path = ''
as $$
declare
  v_new uuid[];
  v_known bigint[];
begin
  perform app.require_adult(p_person);
  -- A person's batches one after the other: two that hold one id must not both find it new.
  perform pg_advisory_xact_lock(hashtextextended(p_person::text, 0));

  v_known := array(
    select i.id from app.items as i
    where i.id in (select e.item_id from jsonb_to_recordset(p_events) as e (item_id bigint))
  );
  v_new := array(
    select distinct e.event_id
    from jsonb_to_recordset(p_events) as e (event_id uuid, item_id bigint)
    where e.item_id = any(v_known)
      and not exists (
        select from app.events as o where o.person_id = p_person and o.event_id = e.event_id
      )
      and not exists (
        select from app.interactions as o where o.person_id = p_person and o.event_id = e.event_id
      )
  );

  with sent as (
    select distinct on (e.event_id) e.*
    from jsonb_to_recordset(p_events) as e (
      event_id uuid, item_id bigint, kind text, occurred_at timestamptz, request_id uuid
    )
    where e.event_id = any(v_new) and e.item_id = any(v_known)
    order by e.event_id, e.occurred_at
  ),
  decided as (
    insert into app.events as e (person_id, event_id, item_id, kind, occurred_at, request_id)
    select p_person, s.event_id, s.item_id, s.kind::app.decision_kind, s.occurred_at, s.request_id
    from sent as s where s.kind in ('like', 'nope')
    returning e.item_id, e.kind, e.occurred_at
  ),
  done as (
    insert into app.interactions as e (person_id, event_id, item_id, kind, occurred_at, request_id)
    select p_person, s.event_id, s.item_id, s.kind::app.interaction_kind, s.occurred_at, s.request_id
    from sent as s where s.kind not in ('like', 'nope')
    returning e.item_id, e.kind, e.occurred_at
  ),
  undone as (
    insert into app.undone_decisions as u (person_id, item_id, undone_at)
    select p_person, d.item_id, max(d.occurred_at) from done as d where d.kind = 'undo' group by d.item_id
    on conflict (person_id, item_id) do update
    set undone_at = greatest(u.undone_at, excluded.undone_at)
  ),
  newest as (
    select distinct on (n.item_id) n.item_id, n.kind, n.occurred_at
    from decided as n
    order by n.item_id, n.occurred_at desc, n.kind desc
  )
  insert into app.decisions as d (person_id, item_id, decision, decided_at)
  select p_person, n.item_id, n.kind, n.occurred_at from newest as n
  on conflict (person_id, item_id) do update
  set decision = excluded.decision, decided_at = excluded.decided_at
  where (d.decided_at, d.decision) <= (excluded.decided_at, excluded.decision);

  delete from app.decisions as d
  using app.undone_decisions as u
  where d.person_id = p_person and u.person_id = p_person and u.item_id = d.item_id
    and d.item_id = any(v_known) and u.undone_at >= d.decided_at;

  return query
  select
    e.event_id,
    case
      when e.event_id = any(v_new) then 'accepted'
      when bool_or(e.item_id = any(v_known)) then 'duplicate'
      else 'unknown_item'
    end
  from jsonb_to_recordset(p_events) as e (event_id uuid, item_id bigint)
  group by e.event_id;
end
$$;
comment on function public.record_events(uuid, jsonb) is
  'Stores a batch of what a person did, idempotent by client event id; says what became of each event.';
comment on function public.record_feedback(uuid, jsonb) is
  'Deprecated: called by Edge Functions of release 0.2 only, see record_events.';
revoke all on function public.record_events(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.record_events(uuid, jsonb) to service_role;
