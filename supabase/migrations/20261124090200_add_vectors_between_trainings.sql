-- Vectors of items that came after a version was trained, made by its item tower out of what the items are.

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
