-- Extensions, the unexposed schema that holds every table, and the enumerations.
-- shared/contracts/enums.ts is the one TypeScript source of the enumerations; a contract test compares both.

create schema if not exists extensions;
create extension if not exists vector with schema extensions;

create schema if not exists app;
comment on schema app is 'Tables and helpers of the recommender. Not exposed through the API.';
revoke all on schema app from public;
grant usage on schema app to service_role;

do $$
begin
  if to_regtype('app.decision_kind') is null then
    create type app.decision_kind as enum ('like', 'nope');
  end if;
  if to_regtype('app.item_status') is null then
    create type app.item_status as enum ('active', 'hidden');
  end if;
  if to_regtype('app.recommendation_source') is null then
    create type app.recommendation_source as enum ('personalised', 'popular');
  end if;
  if to_regtype('app.deployment_slot') is null then
    create type app.deployment_slot as enum ('active', 'previous');
  end if;
end
$$;
