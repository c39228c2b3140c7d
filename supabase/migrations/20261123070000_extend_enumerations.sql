-- Enumerations of catalogue maintenance and jobs. shared/contracts/enums.ts is their one TypeScript source.
do $$
begin
  if to_regtype('app.hidden_reason') is null then
    create type app.hidden_reason as enum ('operator', 'stale', 'policy');
  end if;
  if to_regtype('app.term_kind') is null then
    create type app.term_kind as enum ('floor', 'genre', 'maker', 'series', 'performer');
  end if;
  if to_regtype('app.ranking_state') is null then
    create type app.ranking_state as enum ('staged', 'current', 'previous');
  end if;
  if to_regtype('app.job_status') is null then
    create type app.job_status as enum ('running', 'succeeded', 'failed', 'interrupted', 'lost');
  end if;
end
$$;
