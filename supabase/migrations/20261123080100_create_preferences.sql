-- What a person says of themselves: what they like to begin with, what they never want to see, whether pages are personal.
-- squawk-ignore-file adding-field-with-default

alter table app.profiles add column if not exists personalisation boolean not null default true;
comment on column app.profiles.personalisation is 'False: decisions are kept, and pages are made without them.';

create table if not exists app.onboarding_tags (
  person_id uuid not null references app.profiles (person_id) on delete cascade,
  tag_id bigint not null references app.tags (id) on delete cascade,
  primary key (person_id, tag_id)
);
create index if not exists onboarding_tags_tag_id_idx on app.onboarding_tags (tag_id);
alter table app.onboarding_tags enable row level security;
revoke all on app.onboarding_tags from public, anon, authenticated;
grant select, insert, delete on app.onboarding_tags to service_role;

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

-- What the settings page of an app shows. Names are null where the tag, maker or performer is gone.
create or replace function app.account(p_person uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'adult_confirmed_at', p.adult_confirmed_at,
    'training_consent_at', p.training_consent_at,
    'personalisation', coalesce(p.personalisation, true),
    'onboarding_tags', (
      select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name), '[]')
      from app.onboarding_tags as o inner join app.tags as t on t.id = o.tag_id
      where o.person_id = p_person
    ),
    'exclusions', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'kind', e.kind, 'id', e.target_id, 'name', coalesce(t.name, m.name, f.name)
      ) order by e.kind, coalesce(t.name, m.name, f.name), e.target_id), '[]')
      from app.exclusions as e
      left join app.tags as t on e.kind = 'tag' and t.id = e.target_id
      left join app.makers as m on e.kind = 'maker' and m.id = e.target_id
      left join app.performers as f on e.kind = 'performer' and f.id = e.target_id
      where e.person_id = p_person
    )
  )
  from (select) as one
  left join app.profiles as p on p.person_id = p_person;
$$;

create or replace function public.get_account(p_person uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select app.account(p_person);
$$;
comment on function public.get_account(uuid) is 'What a person said of themselves; also before they confirmed to be an adult.';

-- Makes the person's exclusions those of the list, [{"kind": "tag"|"maker"|"performer", "id": number}]. All or nothing: an id
-- that nothing has is refused. Returns the account.
create or replace function public.set_exclusions(p_person uuid, p_exclusions jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_adult(p_person);
  if exists (
    select from jsonb_to_recordset(p_exclusions) as w (kind app.exclusion_kind, id bigint)
    where not case w.kind
      when 'tag' then exists (select from app.tags as t where t.id = w.id)
      when 'maker' then exists (select from app.makers as m where m.id = w.id)
      else exists (select from app.performers as f where f.id = w.id)
    end
  ) then
    raise exception 'UNKNOWN_ID: exclusions' using errcode = 'PT400';
  end if;
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
  return app.account(p_person);
end
$$;
comment on function public.set_exclusions(uuid, jsonb) is
  'Replaces what a person never wants to see: tags, makers and performers; returns the account.';

-- All or nothing, as set_exclusions.
create or replace function public.set_onboarding_tags(p_person uuid, p_tags bigint[])
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_adult(p_person);
  if exists (
    select from unnest(p_tags) as w (id)
    where not exists (select from app.tags as t where t.id = w.id)
  ) then
    raise exception 'UNKNOWN_ID: tag_ids' using errcode = 'PT400';
  end if;
  delete from app.onboarding_tags as o where o.person_id = p_person and o.tag_id <> all(p_tags);
  insert into app.onboarding_tags (person_id, tag_id)
  select distinct p_person, w.id from unnest(p_tags) as w (id)
  on conflict do nothing;
  return app.account(p_person);
end
$$;
comment on function public.set_onboarding_tags(uuid, bigint[]) is
  'Replaces the tags that a person likes to begin with; returns the account.';

create or replace function public.set_personalisation(p_person uuid, p_on boolean)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform app.require_adult(p_person);
  update app.profiles set personalisation = p_on where person_id = p_person;
  return app.account(p_person);
end
$$;
comment on function public.set_personalisation(uuid, boolean) is
  'Whether pages are made from what the person decided; returns the account.';

revoke all on function app.account(uuid) from public, anon, authenticated;
revoke all on function public.get_account(uuid) from public, anon, authenticated;
revoke all on function public.set_exclusions(uuid, jsonb) from public, anon, authenticated;
revoke all on function public.set_onboarding_tags(uuid, bigint[]) from public, anon, authenticated;
revoke all on function public.set_personalisation(uuid, boolean) from public, anon, authenticated;
grant execute on function app.account(uuid) to service_role;
grant execute on function public.get_account(uuid) to service_role;
grant execute on function public.set_exclusions(uuid, jsonb) to service_role;
grant execute on function public.set_onboarding_tags(uuid, bigint[]) to service_role;
grant execute on function public.set_personalisation(uuid, boolean) to service_role;
