import type { DuckDBValue } from '@duckdb/node-api';
import type { Client } from 'pg';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { byCodeUnit, decisionsRelation, itemsRelation, tagGroupsRelation } from './training-tables.ts';

export interface SnapshotOptions {
  signal?: AbortSignal | undefined;
  /** Decisions read so far, and how many there are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

const fetchRows = 20_000;

// Microseconds since 1970 are exact in a double until the year 2255.
const microseconds = (column: string) => `(extract(epoch from ${column}) * 1000000)::float8`;

const itemsSql = `
  select i.id::float8, i.source, i.external_id, i.title, m.name, s.name, ${microseconds('i.released_at')},
    i.duration_minutes, i.price_yen
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.series as s on s.id = i.series_id
  where i.status = 'active'`;

const performersSql = `
  select l.item_id::float8, n.name from app.item_performers as l
  inner join app.performers as n on n.id = l.performer_id`;

const tagsSql = `
  select l.item_id::float8, n.name, g.name from app.item_tags as l
  inner join app.tags as n on n.id = l.tag_id
  left join app.tag_groups as g on g.id = n.group_id
  where coalesce(g.use_for_training, true)`;

// The two kinds of people cannot share a key: a uuid holds no colon.
const decisionsSql = `
  select d.source || ':' || d.person_key as person, d.item_id::float8 as item, d.decision = 'like' as is_like,
    ${microseconds('d.decided_at')} as decided_at
  from app.imported_decisions as d
  inner join app.items as i on i.id = d.item_id and i.status = 'active'
  union all
  select d.person_id::text, d.item_id::float8, d.decision = 'like', ${microseconds('d.decided_at')}
  from app.decisions as d
  inner join app.items as i on i.id = d.item_id and i.status = 'active'
  inner join app.profiles as p on p.person_id = d.person_id and p.training_consent_at is not null`;

/**
 * Copies what may be trained on from the database into DuckDB, out of one snapshot: active items, imported decisions on
 * them, and those of people of the service who consented. The client must not be in a transaction.
 */
export async function snapshotDatabase(
  client: Client,
  duck: Duck,
  { signal, onProgress }: SnapshotOptions,
): Promise<void> {
  await duck.run(`
    create or replace temp table snapshot_items (
      id double, source varchar, external_id varchar, title varchar, maker varchar, series varchar,
      released_at double, duration_minutes integer, price_yen integer);
    create or replace temp table snapshot_performers (item_id double, name varchar);
    create or replace temp table snapshot_tags (item_id double, name varchar, group_name varchar);
    create or replace temp table snapshot_decisions (
      person_key varchar, item_id double, is_like boolean, decided_at double)`);
  await client.query('begin isolation level repeatable read read only');
  try {
    await copy('snapshot_items', itemsSql);
    await copy('snapshot_performers', performersSql);
    await copy('snapshot_tags', tagsSql);
    const { rows } = await client.query<{ total: number }>(
      `select count(*)::float8 as total from (${decisionsSql}) as d`,
    );
    const { total } = rows[0]!;
    await copy('snapshot_decisions', decisionsSql, (done) => onProgress?.(done, total));
  } finally {
    // Nothing was written; a failed client cannot roll back, and its first error is the one to report.
    await client.query('rollback').catch(() => undefined);
  }
  await relate(duck);

  async function copy(table: string, sql: string, onRows?: (done: number) => void): Promise<void> {
    await client.query(`declare snapshot no scroll cursor for ${sql}`);
    for (let done = 0; ; ) {
      signal?.throwIfAborted();
      const { rows } = await client.query<DuckDBValue[]>({
        text: `fetch ${fetchRows} from snapshot`,
        rowMode: 'array',
      });
      if (rows.length === 0) break;
      await duck.append(table, rows);
      done += rows.length;
      onRows?.(done);
    }
    await client.query('close snapshot');
  }
}

/** The relations of a training dataset, and nothing else is left. */
async function relate(duck: Duck): Promise<void> {
  const names = (table: string) => `
    select item_id, list(name order by ${byCodeUnit('name')}) as names from ${table} group by item_id`;
  await duck.run(`
    create or replace temp table ${itemsRelation} as
    select (row_number() over (order by i.id) - 1)::integer as item_index, i.id::bigint as id, i.source, i.external_id,
      i.title, i.maker, i.series, coalesce(p.names, []) as performers, coalesce(t.names, []) as tags,
      make_timestamp(i.released_at::bigint) as released_at, i.duration_minutes, i.price_yen
    from snapshot_items as i
    left join (${names('snapshot_performers')}) as p on p.item_id = i.id
    left join (${names('snapshot_tags')}) as t on t.item_id = i.id;
    create or replace temp table ${tagGroupsRelation} as
    select distinct t.name as tag, t.group_name
    from snapshot_tags as t semi join ${itemsRelation} as i on i.id = t.item_id::bigint
    where t.group_name is not null;
    create or replace temp view ${decisionsRelation} as
    select d.person_key, i.item_index, d.is_like, make_timestamp(d.decided_at::bigint) as decided_at
    from snapshot_decisions as d inner join ${itemsRelation} as i on i.id = d.item_id::bigint;
    drop table snapshot_items;
    drop table snapshot_performers;
    drop table snapshot_tags`);
}
