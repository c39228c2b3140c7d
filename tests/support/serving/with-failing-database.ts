import type pg from 'pg';

/**
 * Has every database function of the API fail with this SQLSTATE while `work` runs: as Postgres does itself when it has no
 * connection left (53300) or is broken (XX000).
 */
export async function withFailingDatabase<Result>(
  database: pg.Client,
  { sqlstate }: { sqlstate: string },
  work: () => Promise<Result>,
): Promise<Result> {
  await database.query(`
    do $do$
    declare f record;
    begin
      for f in
        select p.oid, p.proname as name, pg_get_function_arguments(p.oid) as arguments,
          pg_get_function_identity_arguments(p.oid) as identity
        from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and has_function_privilege('service_role', p.oid, 'execute')
      loop
        execute format('alter function public.%I(%s) rename to %I', f.name, f.identity, f.name || '_kept');
        execute format(
          'create function public.%I(%s) returns void language plpgsql as %L',
          f.name, f.arguments,
          $$ begin raise exception 'select secret from app.inside' using errcode = '${sqlstate}', detail = 'detail'; end $$
        );
        execute format('grant execute on function public.%I(%s) to service_role', f.name, f.identity);
      end loop;
    end $do$`);
  try {
    return await work();
  } finally {
    await database.query(`
      do $do$
      declare f record;
      begin
        for f in
          select p.proname as name, left(p.proname, -5) as own, pg_get_function_identity_arguments(p.oid) as identity
          from pg_proc as p where p.pronamespace = 'public'::regnamespace and p.proname like '%\\_kept'
        loop
          execute format('drop function public.%I(%s)', f.own, f.identity);
          execute format('alter function public.%I(%s) rename to %I', f.name, f.identity, f.own);
        end loop;
      end $do$`);
  }
}
