import type { Queryable } from './queryable.ts';

const ours = `(select oid from pg_namespace where nspname in ('app', 'public'))`;

const linesSql = `
  select format('table %s %s rls %s %s', c.oid::regclass, c.relkind, c.relrowsecurity, c.relacl) as line
  from pg_class as c where c.relnamespace in ${ours} and c.relkind <> 'i'
  union all
  select format('column %s.%s %s %s %s %s', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
  from pg_attribute as a
  inner join pg_class as c on c.oid = a.attrelid and c.relnamespace in ${ours} and c.relkind in ('r', 'p', 'v', 'm')
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  union all
  select format('index %s', pg_get_indexdef(c.oid)) from pg_class as c
  where c.relnamespace in ${ours} and c.relkind in ('i', 'I')
  union all
  select format('constraint %s %s %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
  from pg_constraint as k where k.connamespace in ${ours}
  union all
  select format('trigger %s', pg_get_triggerdef(t.oid)) from pg_trigger as t
  inner join pg_class as c on c.oid = t.tgrelid and c.relnamespace in ${ours} where not t.tgisinternal
  union all
  select format('policy %s.%s on %s', p.schemaname, p.policyname, p.tablename) from pg_policies as p
  union all
  select format('function %s %s %s', pg_get_functiondef(p.oid), p.proacl, obj_description(p.oid, 'pg_proc'))
  from pg_proc as p where p.pronamespace in ${ours} and p.prokind in ('f', 'p')
  union all
  select format('enum %s %s', e.enumtypid::regtype, string_agg(e.enumlabel, ' ' order by e.enumsortorder))
  from pg_enum as e group by e.enumtypid
  union all
  select format('schema %s %s', n.nspname, n.nspacl) from pg_namespace as n where n.oid in ${ours}
  union all
  select format('default grant %s %s', d.defaclobjtype, d.defaclacl) from pg_default_acl as d
  order by 1`;

/** Everything that the migrations make in the schemas app and public, one line each, grants included. */
export async function describeSchema(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ line: string }>(linesSql);
  return rows.map(({ line }) => line);
}
