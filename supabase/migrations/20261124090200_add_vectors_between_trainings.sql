-- Vectors of items that came after a version was trained, made by its item tower out of what the items are.

alter table app.item_vectors add column if not exists added_at timestamptz;
comment on column app.item_vectors.added_at is
  'When the vector was added to a published version; null for those that the training itself left.';

-- How many vectors of the training itself a version has: what its manifest counts.
create or replace function app.count_trained_vectors(p_version text)
returns bigint
language sql
stable
set search_path = ''
as $$
  select count(*) from app.item_vectors where model_version = p_version and added_at is null;
$$;
revoke all on function app.count_trained_vectors(text) from public, anon, authenticated;

-- As before, but vectors that were added do not count: neither does a version with more items than its manifest says
-- fail, nor do added ones stand in for trained ones that are missing.
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
  v_found := app.count_trained_vectors(p_version);
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
