-- What people decided and what they were shown.

-- p_events: [{"event_id": uuid, "item_id": number, "kind": "like"|"nope", "occurred_at": timestamp,
-- "request_id": uuid|null}]. Returns one row an event: accepted, duplicate or unknown_item.
create or replace function public.record_feedback(p_person uuid, p_events jsonb)
returns table (event_id uuid, outcome text)
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_adult(p_person);
  return query
  with sent as (
    select distinct on (e.event_id) e.*
    from jsonb_to_recordset(p_events) as e (
      event_id uuid, item_id bigint, kind app.decision_kind, occurred_at timestamptz, request_id uuid
    )
    order by e.event_id, e.occurred_at
  ),
  known as (
    select s.* from sent as s inner join app.items as i on i.id = s.item_id
  ),
  stored as (
    insert into app.events as e (person_id, event_id, item_id, kind, occurred_at, request_id)
    select p_person, k.event_id, k.item_id, k.kind, k.occurred_at, k.request_id from known as k
    on conflict do nothing
    returning e.event_id, e.item_id, e.kind, e.occurred_at
  ),
  newest as (
    select distinct on (n.item_id) n.item_id, n.kind, n.occurred_at
    from stored as n
    order by n.item_id, n.occurred_at desc, n.kind desc
  ),
  decided as (
    -- Late events never overwrite newer decisions, and at one and the same time a nope wins: the order of arrival
    -- does not matter.
    insert into app.decisions as d (person_id, item_id, decision, decided_at)
    select p_person, n.item_id, n.kind, n.occurred_at from newest as n
    on conflict (person_id, item_id) do update
    set decision = excluded.decision, decided_at = excluded.decided_at
    where (d.decided_at, d.decision) <= (excluded.decided_at, excluded.decision)
    returning d.item_id
  )
  select
    s.event_id,
    case
      when st.event_id is not null then 'accepted'
      when k.event_id is not null then 'duplicate'
      else 'unknown_item'
    end
  from sent as s
  left join known as k on k.event_id = s.event_id
  left join stored as st on st.event_id = s.event_id;
end
$$;
comment on function public.record_feedback(uuid, jsonb) is
  'Stores a batch of decisions, idempotent by client event id; says what became of each event.';

-- p_items: [{"item_id": number, "score": number, "propensity": number, "source": text}], in the order shown.
create or replace function public.record_impressions(
  p_person uuid, p_request uuid, p_model_version text, p_items jsonb
)
returns void
language sql
set search_path = ''
as $$
  insert into app.impressions (person_id, request_id, position, item_id, score, propensity, source, model_version)
  select
    p_person, p_request, (e.ordinality - 1)::integer, (e.value ->> 'item_id')::bigint, (e.value ->> 'score')::real,
    (e.value ->> 'propensity')::real, (e.value ->> 'source')::app.recommendation_source, p_model_version
  from jsonb_array_elements(p_items) with ordinality as e (value, ordinality);
$$;
comment on function public.record_impressions(uuid, uuid, text, jsonb) is
  'Logs what a person was shown, with the propensity of each item.';

revoke all on function public.record_feedback(uuid, jsonb) from public, anon, authenticated;
revoke all on function public.record_impressions(uuid, uuid, text, jsonb) from public, anon, authenticated;
grant execute on function public.record_feedback(uuid, jsonb) to service_role;
grant execute on function public.record_impressions(uuid, uuid, text, jsonb) to service_role;
