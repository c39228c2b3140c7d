-- Model versions, their item vectors, and which version serves.

create table if not exists app.models (
  version text primary key check (version ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  manifest jsonb not null,
  manifest_sha256 text not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now()
);

-- One partition a version, named by app.item_vectors_partition(version), created and filled by the publish job.
-- embedding has unit length; history_input is what the user tower pools.
create table if not exists app.item_vectors (
  model_version text not null references app.models (version) on delete cascade,
  item_id bigint not null references app.items (id) on delete cascade,
  embedding extensions.halfvec(768) not null,
  history_input extensions.halfvec(768) not null,
  primary key (model_version, item_id)
) partition by list (model_version);
-- Two 768-wide halfvecs are 3 kB: kept in the row, a scan reads them without a detour through TOAST.
alter table app.item_vectors alter column embedding set storage plain;
alter table app.item_vectors alter column history_input set storage plain;
create index if not exists item_vectors_item_id_idx on app.item_vectors (item_id);

create table if not exists app.deployments (
  slot app.deployment_slot primary key,
  model_version text not null unique references app.models (version),
  deployed_at timestamptz not null default now()
);

alter table app.models enable row level security;
alter table app.item_vectors enable row level security;
alter table app.deployments enable row level security;

revoke all on app.models, app.item_vectors, app.deployments from public, anon, authenticated;
grant select on app.models, app.item_vectors, app.deployments to service_role;

create or replace function app.item_vectors_partition(p_version text)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'item_vectors_' || substr(encode(sha256(convert_to(p_version, 'utf8')), 'hex'), 1, 16);
$$;
revoke all on function app.item_vectors_partition(text) from public, anon, authenticated;

-- Makes a published version the active one; the active one before it becomes the previous. One statement, one
-- transaction: a request sees either the old version or the new one.
create or replace function app.activate_model(p_version text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_expected bigint;
  v_found bigint;
  v_active text;
begin
  select (manifest ->> 'itemCount')::bigint into v_expected from app.models where version = p_version;
  if v_expected is null then
    raise exception 'MODEL_MISSING: version % was never published', p_version using errcode = 'P0002';
  end if;
  select count(*) into v_found from app.item_vectors where model_version = p_version;
  if v_found <> v_expected then
    raise exception 'VECTOR_COUNT_MISMATCH: version % has % vectors, its manifest says %',
      p_version, v_found, v_expected using errcode = 'P0001';
  end if;
  lock table app.deployments in exclusive mode;
  select model_version into v_active from app.deployments where slot = 'active';
  if v_active = p_version then
    return;
  end if;
  delete from app.deployments where slot = 'previous' or model_version = p_version;
  update app.deployments set slot = 'previous' where slot = 'active';
  insert into app.deployments (slot, model_version) values ('active', p_version);
  -- The version's weight of popularity was tuned for its own half-life.
  perform app.refresh_item_popularity();
end
$$;
revoke all on function app.activate_model(text) from public, anon, authenticated;
