-- Nobody is trained on who did not agree to it. Taking the consent back counts from the next dataset on.
alter table app.profiles add column if not exists training_consent_at timestamptz;
comment on column app.profiles.training_consent_at is 'When the person agreed to training on their decisions; null: no.';

create or replace function public.set_training_consent(p_person uuid, p_consent boolean)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  v_consent_at timestamptz;
begin
  perform app.require_adult(p_person);
  update app.profiles
  set training_consent_at = case when p_consent then coalesce(training_consent_at, now()) end
  where person_id = p_person
  returning training_consent_at into v_consent_at;
  return v_consent_at;
end
$$;
comment on function public.set_training_consent(uuid, boolean) is
  'Gives or takes back the consent to training; returns when it was given, null when there is none.';
revoke all on function public.set_training_consent(uuid, boolean) from public, anon, authenticated;
grant execute on function public.set_training_consent(uuid, boolean) to service_role;
