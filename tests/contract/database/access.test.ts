import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, PostgresVersion } from '../support/create-memory-database.ts';
import { openBareDatabase } from './support/open-bare-database.ts';
import { readMigrations } from './support/read-migrations.ts';

// Older projects grant whatever is made to everybody: the migrations may not count on its absence.
const openHandedDefaults = `
  alter default privileges grant all on tables to anon, authenticated, service_role;
  alter default privileges grant all on functions to anon, authenticated, service_role;`;

const settings: { version: PostgresVersion; project: string; before: string }[] = [
  { version: 18, project: 'a new project', before: '' },
  { version: 17, project: 'a new project', before: '' },
  { version: 17, project: 'a project with grants by default', before: openHandedDefaults },
];

/** Functions of app that run as the service role, because the public functions that call them do. */
const helpersOfServiceRole = [
  'account',
  'add_buckets',
  'admit_request',
  'assigned_model',
  'declared_items',
  'exact_scan_bound',
  'excluded_items',
  'filtered_items',
  'find_akin_items',
  'find_latest_items',
  'find_matching_items',
  'find_near_items',
  'find_near_page_items',
  'find_popular_items',
  'find_trending_items',
  'hidden_items',
  'item_details',
  'latency_bounds_ms',
  'measure_now',
  'names_in',
  'near_index_width',
  'onboarding_items',
  'person_place',
  'pool_history',
  'pool_taste',
  'recent_likes',
  'recent_nopes',
  'request_subjects',
  'require_adult',
  'require_person',
  'require_rate',
  'search_text',
  'taste_pools',
];

describe.each(settings)('on Postgres $version, in $project', ({ version, before }) => {
  let database: Database;
  const names = async (sql: string) => {
    const { rows } = await database.query<{ name: string }>(sql);
    return rows.map(({ name }) => name);
  };
  beforeAll(async () => {
    database = await openBareDatabase(version);
    await database.exec(before);
    for (const { sql } of await readMigrations()) await database.exec(sql);
  }, 60_000);
  afterAll(() => database?.close());

  test('no table is in public', async () => {
    expect(
      await names(
        `select relname as name from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`,
      ),
    ).toEqual([]);
  });

  test('every table and partition in app has row level security', async () => {
    const tables = `from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')`;
    expect((await names(`select relname as name ${tables}`)).length).toBeGreaterThan(20);
    expect(await names(`select relname as name ${tables} and not relrowsecurity`)).toEqual([]);
  });

  test('nothing that reads or writes is granted to anon, authenticated or public', async () => {
    expect(
      await names(
        `with granted as (
           select relname as name, relacl as acl from pg_class
           where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
           union all
           select attrelid::regclass || '.' || attname, attacl from pg_attribute
           inner join pg_class on pg_class.oid = attrelid and relnamespace = 'app'::regnamespace
           union all
           select nspname, nspacl from pg_namespace where nspname = 'app'
         )
         select format('%s: %s to %s', g.name, a.privilege_type, coalesce(r.rolname, 'public')) as name
         from granted as g cross join aclexplode(g.acl) as a left join pg_roles as r on r.oid = a.grantee
         where a.grantee = 0 or r.rolname in ('anon', 'authenticated')`,
      ),
    ).toEqual([]);
  });

  test('no function is executable by anon, authenticated or public', async () => {
    expect(
      await names(
        `select format('%s by %s', p.oid::regprocedure, coalesce(r.rolname, 'public')) as name
         from pg_proc as p
         -- An empty list of grants stands for the default one, which lets everybody in.
         cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
         left join pg_roles as r on r.oid = a.grantee
         where p.pronamespace in ('app'::regnamespace, 'public'::regnamespace)
           and (a.grantee = 0 or r.rolname in ('anon', 'authenticated'))`,
      ),
    ).toEqual([]);
  });

  test('every function has a search path of its own, and one alone runs with the rights of its owner', async () => {
    const functions = `from pg_proc where pronamespace in ('app'::regnamespace, 'public'::regnamespace)`;
    expect((await names(`select proname as name ${functions}`)).length).toBeGreaterThan(12);
    expect(
      await names(
        `select proname as name ${functions}
         and not coalesce('search_path=""' = any (proconfig), false)`,
      ),
    ).toEqual([]);
    // It says whether an account is there, and nothing else: the users of Auth are out of the service role's reach.
    expect(await names(`select proname as name ${functions} and prosecdef`)).toEqual(['require_person']);
  });

  test('every foreign key has an index that begins with its columns', async () => {
    const keys = `from pg_constraint as k where k.contype = 'f' and k.connamespace = 'app'::regnamespace`;
    expect((await names(`select conname as name ${keys}`)).length).toBeGreaterThan(12);
    expect(
      await names(
        `select format('%s %s', k.conrelid::regclass, k.conname) as name ${keys}
         and not exists (
           select from pg_index as i
           where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
             and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
         )`,
      ),
    ).toEqual([]);
  });

  // What the service role got by default is the project's own choice.
  if (before !== '') return;

  test('the service role executes what the Edge Functions need, and no more', async () => {
    const executable = (schema: string) =>
      names(
        `select proname as name from pg_proc where pronamespace = '${schema}'::regnamespace
         and has_function_privilege('service_role', oid, 'execute') order by 1`,
      );
    expect(await executable('app')).toEqual(helpersOfServiceRole);
    expect(await executable('public')).toEqual(
      await names(
        `select proname as name from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
      ),
    );
  });

  test('the service role deletes and changes what people said, adds to counts, and nothing else', async () => {
    expect(
      await names(
        `select relname || ' ' || privilege as name
         from pg_class cross join unnest(array['update', 'delete', 'truncate']) as privilege
         where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
           and has_table_privilege('service_role', pg_class.oid, privilege) order by 1`,
      ),
    ).toEqual([
      'decisions delete',
      'decisions update',
      'exclusions delete',
      'onboarding_tags delete',
      'profiles update',
      'request_metrics update',
      'request_rates update',
      'request_totals update',
      'shadow_pages update',
      'undone_decisions update',
    ]);
  });
});
