-- Adult confirmation. Edge Functions call what is in public with the secret key only; the person's id comes from the
-- verified token, never from a request body. Every function that leads to an item asks require_adult again.
-- Errors for the client carry SQLSTATE PTxyz, which the API turns into HTTP status xyz.

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
    raise exception 'ADULT_CONFIRMATION_REQUIRED' using errcode = 'PT403';
  end if;
end
$$;

create or replace function public.confirm_adult(p_person uuid)
returns timestamptz
language sql
set search_path = ''
as $$
  insert into app.profiles (person_id, adult_confirmed_at) values (p_person, now())
  on conflict (person_id) do update
  set adult_confirmed_at = coalesce(app.profiles.adult_confirmed_at, excluded.adult_confirmed_at)
  returning adult_confirmed_at;
$$;
comment on function public.confirm_adult(uuid) is
  'Records that the person confirmed to be an adult; the first time is kept.';

revoke all on function app.require_adult(uuid) from public, anon, authenticated;
revoke all on function public.confirm_adult(uuid) from public, anon, authenticated;
grant execute on function app.require_adult(uuid) to service_role;
grant execute on function public.confirm_adult(uuid) to service_role;
