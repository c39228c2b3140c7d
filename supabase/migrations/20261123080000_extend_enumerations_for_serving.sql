-- Enumerations of serving. shared/contracts/enums.ts is their one TypeScript source. Values that are added to a type are
-- usable from the next migration on.
do $$
begin
  if to_regtype('app.exclusion_kind') is null then
    create type app.exclusion_kind as enum ('tag', 'maker', 'performer');
  end if;
  if to_regtype('app.interaction_kind') is null then
    create type app.interaction_kind as enum ('undo', 'impression', 'play', 'open');
  end if;
end
$$;
alter type app.recommendation_source add value if not exists 'fresh' after 'popular';
alter type app.recommendation_source add value if not exists 'exploration' after 'fresh';
