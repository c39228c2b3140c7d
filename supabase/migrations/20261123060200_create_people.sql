-- People and what they decided. Everything of a person hangs on auth.users and goes with it.

create table if not exists app.profiles (
  person_id uuid primary key references auth.users (id) on delete cascade,
  adult_confirmed_at timestamptz,
  created_at timestamptz not null default now()
);

create table if not exists app.decisions (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  item_id bigint not null references app.items (id) on delete cascade,
  decision app.decision_kind not null,
  decided_at timestamptz not null,
  primary key (person_id, item_id)
);
comment on table app.decisions is 'The latest decision of a person on an item; app.events keeps every one.';
create index if not exists decisions_person_id_decided_at_idx
on app.decisions (person_id, decided_at desc, item_id desc) include (decision);
create index if not exists decisions_item_id_idx on app.decisions (item_id);

-- Partitioned by the client's own timestamp, because a unique key must hold the partition key: an event that is
-- sent twice carries the same id and the same time, so the primary key makes feedback idempotent.
create table if not exists app.events (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  event_id uuid not null,
  item_id bigint not null references app.items (id) on delete cascade,
  kind app.decision_kind not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  request_id uuid,
  primary key (person_id, event_id, occurred_at)
) partition by range (occurred_at);
create index if not exists events_item_id_idx on app.events (item_id);

create table if not exists app.impressions (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  request_id uuid not null,
  position integer not null check (position >= 0),
  item_id bigint not null references app.items (id) on delete cascade,
  score real not null,
  propensity real not null check (propensity > 0 and propensity <= 1),
  source app.recommendation_source not null,
  model_version text,
  shown_at timestamptz not null default now(),
  primary key (person_id, request_id, position, shown_at)
) partition by range (shown_at);
create index if not exists impressions_item_id_idx on app.impressions (item_id);

create table if not exists app.events_default partition of app.events default;
create table if not exists app.impressions_default partition of app.impressions default;

-- Decisions brought from elsewhere: people who have no account here. person_key is the source's own key.
create table if not exists app.imported_decisions (
  source text not null check (source <> ''),
  person_key text not null check (person_key <> ''),
  item_id bigint not null references app.items (id) on delete cascade,
  decision app.decision_kind not null,
  decided_at timestamptz not null,
  primary key (source, person_key, item_id)
);
create index if not exists imported_decisions_item_id_idx on app.imported_decisions (item_id);

alter table app.profiles enable row level security;
alter table app.decisions enable row level security;
alter table app.events enable row level security;
alter table app.events_default enable row level security;
alter table app.impressions enable row level security;
alter table app.impressions_default enable row level security;
alter table app.imported_decisions enable row level security;

revoke all on app.profiles, app.decisions, app.events, app.events_default, app.impressions,
app.impressions_default, app.imported_decisions from public, anon, authenticated;
grant select, insert, update on app.profiles, app.decisions to service_role;
grant select, insert on app.events, app.impressions to service_role;
grant select on app.imported_decisions to service_role;

-- Creates the monthly partitions from this month to p_months_ahead months on; does nothing where they exist.
-- Rows of a month that already went to the default partition keep that month there.
create or replace function app.ensure_monthly_partitions(p_months_ahead integer default 3)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_parent text;
  v_month date;
  v_name text;
  v_blocked boolean;
begin
  foreach v_parent in array array['events', 'impressions'] loop
    for v_step in 0..p_months_ahead loop
      v_month := (date_trunc('month', now() at time zone 'utc') + make_interval(months => v_step))::date;
      v_name := format('%s_%s', v_parent, to_char(v_month, 'YYYY_MM'));
      if to_regclass(format('app.%I', v_name)) is not null then
        continue;
      end if;
      execute format(
        'select exists (select from app.%I where %I >= %L and %I < %L)',
        v_parent || '_default',
        case v_parent when 'events' then 'occurred_at' else 'shown_at' end,
        v_month::text || ' 00:00:00+00',
        case v_parent when 'events' then 'occurred_at' else 'shown_at' end,
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
revoke all on function app.ensure_monthly_partitions(integer) from public, anon, authenticated;

select app.ensure_monthly_partitions();
