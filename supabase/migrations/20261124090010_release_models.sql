-- The life of a published version: candidate, shadow, canary, active, previous, retired. A version without a row in
-- app.deployments is published and nothing more. Every move is one transaction, and app.releases says who made it, when, why.
-- squawk-ignore-file require-concurrent-index-creation

alter table app.deployments add column if not exists share real check (share > 0 and share <= 1);
comment on column app.deployments.deployed_at is 'When the version came into its slot; a change of its share leaves it.';
comment on column app.deployments.share is 'Share of people (canary) or of requests (shadow) that it is for; null in other slots.';

-- Candidates and retired versions are many; of the others there is one.
do $$
begin
  if exists (
    select from pg_constraint
    where conrelid = 'app.deployments'::regclass and contype = 'p' and conkey = array[1::smallint]
  ) then
    alter table app.deployments drop constraint deployments_pkey;
    alter table app.deployments drop constraint deployments_model_version_key;
    alter table app.deployments add constraint deployments_pkey primary key (model_version);
  end if;
end
$$;
create unique index if not exists deployments_slot_key on app.deployments (slot)
where slot in ('shadow', 'canary', 'active', 'previous');

-- When the vectors and files of a retired version were removed; null while they are there.
alter table app.models add column if not exists pruned_at timestamptz;

create table if not exists app.releases (
  id bigint generated always as identity primary key,
  moved_at timestamptz not null default now(),
  model_version text not null references app.models (version) on delete cascade,
  -- Null: published and nothing more.
  from_slot app.deployment_slot,
  to_slot app.deployment_slot not null,
  share real,
  moved_by text not null check (moved_by <> ''),
  reason text not null check (reason <> ''),
  -- Made by a guardrail and not by a person.
  automatic boolean not null default false,
  -- What the guardrails saw.
  evidence jsonb
);
create index if not exists releases_model_version_idx on app.releases (model_version, moved_at);
alter table app.releases enable row level security;
revoke all on app.releases from public, anon, authenticated;
grant select on app.releases to service_role;

-- Items that came after a version was trained get their vectors from its item tower.
alter table app.item_vectors add column if not exists added_at timestamptz;
comment on column app.item_vectors.added_at is
  'When the vector was added to a published version; null for those that the training itself left.';

-- Raises where a version can not serve: some of the vectors that its training left are not there. Those added later do not stand
-- in for them.
create or replace function app.require_vectors(p_version text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_expected bigint := (select (manifest ->> 'itemCount')::bigint from app.models where version = p_version);
  v_found bigint := (select count(*) from app.item_vectors where model_version = p_version and added_at is null);
begin
  if v_found <> v_expected then
    raise exception 'VECTOR_COUNT_MISMATCH: version % has % vectors, its manifest says %',
      p_version, v_found, v_expected using errcode = 'P0001';
  end if;
end
$$;
revoke all on function app.require_vectors(text) from public, anon, authenticated;

-- Moves a version, and those that have to make room for it, and logs each move. One statement, one transaction: a request
-- sees all as it was or all as it is. To 'active': the active one becomes the previous, the previous is retired. The active one
-- to 'retired': the previous serves again. A retired one may come back while its vectors are there. Returns where the version was, null for one that was only published.
create or replace function app.move_model(
  p_version text,
  p_to app.deployment_slot,
  p_by text,
  p_reason text,
  p_share real default null,
  p_automatic boolean default false,
  p_evidence jsonb default null
)
returns app.deployment_slot
language plpgsql
set search_path = ''
as $$
declare
  v_from app.deployment_slot;
  v_share real;
  v_active text;
  v_previous text;
  v_other text;
  v_allowed boolean;
begin
  if not exists (select from app.models where version = p_version) then
    raise exception 'MODEL_MISSING: version % was never published', p_version using errcode = 'P0002';
  end if;
  -- Moves come one after the other; readers do not wait.
  lock table app.deployments in share row exclusive mode;
  select slot, share into v_from, v_share from app.deployments where model_version = p_version;
  select model_version into v_active from app.deployments where slot = 'active';
  select model_version into v_previous from app.deployments where slot = 'previous';
  if v_from = p_to and v_share is not distinct from p_share then
    return v_from;
  end if;

  v_allowed := coalesce(case p_to
    when 'candidate' then v_from is null or v_from in ('shadow', 'canary', 'retired')
    when 'shadow' then v_from in ('candidate', 'shadow')
    when 'canary' then v_from in ('candidate', 'shadow', 'canary')
    when 'active' then v_from is null or v_from in ('candidate', 'shadow', 'canary', 'previous', 'retired')
    when 'retired' then v_from is null or v_from in ('candidate', 'shadow', 'canary', 'active', 'previous')
    else false
  end, false);
  if not v_allowed then
    raise exception 'RELEASE_REFUSED: version % is %, from which it can not become %',
      p_version, coalesce(v_from::text, 'published'), p_to using errcode = 'P0003';
  end if;
  if (p_to in ('shadow', 'canary')) <> (p_share is not null) then
    raise exception 'RELEASE_REFUSED: shadow and canary need a share, and nothing else has one' using errcode = 'P0003';
  end if;
  if p_to in ('shadow', 'canary') then
    select model_version into v_other from app.deployments where slot = p_to and model_version <> p_version;
    if v_other is not null then
      raise exception 'RELEASE_REFUSED: version % is the % already: promote it or roll it back first', v_other, p_to
        using errcode = 'P0003';
    end if;
    if v_active is null then
      raise exception 'RELEASE_REFUSED: no version is active to compare version % with: promote it', p_version
        using errcode = 'P0003';
    end if;
  end if;
  if v_from = 'active' and v_previous is null then
    raise exception 'RELEASE_REFUSED: there is no previous version to go back to from version %', p_version
      using errcode = 'P0003';
  end if;
  if p_to <> 'retired' then
    perform app.require_vectors(p_version);
  end if;

  if p_to = 'active' and v_previous is not null and v_previous <> p_version then
    update app.deployments set slot = 'retired', deployed_at = now() where model_version = v_previous;
    insert into app.releases (model_version, from_slot, to_slot, moved_by, reason, automatic)
    values (v_previous, 'previous', 'retired', p_by, p_reason, p_automatic);
  end if;
  -- The version's own row goes first: while both were in a slot that holds one, the index would refuse.
  delete from app.deployments where model_version = p_version;
  if p_to = 'active' and v_active is not null then
    update app.deployments set slot = 'previous', deployed_at = now() where model_version = v_active;
    insert into app.releases (model_version, from_slot, to_slot, moved_by, reason, automatic)
    values (v_active, 'active', 'previous', p_by, p_reason, p_automatic);
  end if;
  insert into app.deployments (model_version, slot, share, deployed_at)
  values (
    p_version, p_to, p_share,
    coalesce((
      select max(r.moved_at) from app.releases as r
      where v_from = p_to and r.model_version = p_version and r.to_slot = p_to and r.from_slot is distinct from p_to
    ), now())
  );
  insert into app.releases (model_version, from_slot, to_slot, share, moved_by, reason, automatic, evidence)
  values (p_version, v_from, p_to, p_share, p_by, p_reason, p_automatic, p_evidence);
  if v_from = 'active' then
    update app.deployments set slot = 'active', deployed_at = now() where model_version = v_previous;
    insert into app.releases (model_version, from_slot, to_slot, moved_by, reason, automatic)
    values (v_previous, 'previous', 'active', p_by, p_reason, p_automatic);
  end if;
  if p_to = 'active' or v_from = 'active' then
    -- The version's weight of popularity was tuned for its own half-life.
    perform app.refresh_item_popularity();
  end if;
  return v_from;
end
$$;
revoke all on function app.move_model(text, app.deployment_slot, text, text, real, boolean, jsonb)
from public, anon, authenticated;
drop function if exists app.activate_model(text);
