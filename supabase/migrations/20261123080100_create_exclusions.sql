-- What a person never wants to see again, anywhere: items with such a tag, of such a maker, with such a performer.
create table if not exists app.exclusions (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  kind app.exclusion_kind not null,
  -- Id of the tag, maker or performer. No foreign key, as it is of three tables; ids are never given twice.
  target_id bigint not null,
  created_at timestamptz not null default now(),
  primary key (person_id, kind, target_id)
);
alter table app.exclusions enable row level security;
revoke all on app.exclusions from public, anon, authenticated;
grant select, insert, delete on app.exclusions to service_role;

-- Every item that the person's exclusions hide. Set-based: read once a statement, then anti-joined.
create or replace function app.excluded_items(p_person uuid)
returns setof bigint
language sql
stable
set search_path = ''
as $$
  select i.id
  from app.exclusions as e inner join app.items as i on i.maker_id = e.target_id
  where e.person_id = p_person and e.kind = 'maker'
  union
  select t.item_id
  from app.exclusions as e inner join app.item_tags as t on t.tag_id = e.target_id
  where e.person_id = p_person and e.kind = 'tag'
  union
  select p.item_id
  from app.exclusions as e inner join app.item_performers as p on p.performer_id = e.target_id
  where e.person_id = p_person and e.kind = 'performer';
$$;
revoke all on function app.excluded_items(uuid) from public, anon, authenticated;
grant execute on function app.excluded_items(uuid) to service_role;

-- A person's exclusions with names; the name is null where the tag, maker or performer is gone.
create or replace function app.list_exclusions(p_person uuid)
returns table (kind app.exclusion_kind, id bigint, name text)
language sql
stable
set search_path = ''
as $$
  select e.kind, e.target_id, coalesce(t.name, m.name, f.name)
  from app.exclusions as e
  left join app.tags as t on e.kind = 'tag' and t.id = e.target_id
  left join app.makers as m on e.kind = 'maker' and m.id = e.target_id
  left join app.performers as f on e.kind = 'performer' and f.id = e.target_id
  where e.person_id = p_person
  order by 1, 3, 2;
$$;
revoke all on function app.list_exclusions(uuid) from public, anon, authenticated;
grant execute on function app.list_exclusions(uuid) to service_role;

-- Makes the person's exclusions those of the list, [{"kind": "tag"|"maker"|"performer", "id": number}], and returns them with
-- names. All or nothing: an id that nothing has is refused.
create or replace function public.set_exclusions(p_person uuid, p_exclusions jsonb)
returns table (kind app.exclusion_kind, id bigint, name text)
language plpgsql
set search_path = ''
as $$
declare
  v_unknown text;
begin
  perform app.require_adult(p_person);
  delete from app.exclusions as e
  where e.person_id = p_person
    and not exists (
      select from jsonb_to_recordset(p_exclusions) as w (kind app.exclusion_kind, id bigint)
      where w.kind = e.kind and w.id = e.target_id
    );
  insert into app.exclusions (person_id, kind, target_id)
  select distinct p_person, w.kind, w.id
  from jsonb_to_recordset(p_exclusions) as w (kind app.exclusion_kind, id bigint)
  on conflict do nothing;
  -- Raised after the writes: an exception takes them all back.
  select l.kind || ' ' || l.id into v_unknown from app.list_exclusions(p_person) as l where l.name is null order by 1 limit 1;
  if v_unknown is not null then
    raise exception 'INVALID_REQUEST: there is no %', v_unknown using errcode = 'PT400';
  end if;
  return query select l.kind, l.id, l.name from app.list_exclusions(p_person) as l;
end
$$;
comment on function public.set_exclusions(uuid, jsonb) is
  'Replaces what a person never wants to see: tags, makers and performers; returns it with names.';
revoke all on function public.set_exclusions(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.set_exclusions(uuid, jsonb) to service_role;
