import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import { inTransaction } from './in-transaction.ts';

export interface NameLists {
  tagGroups: readonly { name: string; show: boolean; useForTraining: boolean }[];
  /** With the name of their group; null: none. */
  tags: readonly { name: string; group: string | null }[];
  performers: readonly string[];
}

export interface StoredNames {
  tagGroups: { added: number };
  tags: { added: number; grouped: number };
  performers: { added: number };
}

const stageSql = `
  create temp table import_groups (place integer, name text not null, show boolean not null, training boolean not null)
  on commit drop;
  create temp table import_tags (place integer, name text not null, group_name text) on commit drop;
  create temp table import_performers (place integer, name text not null) on commit drop`;

const groupsSql = `
  insert into app.tag_groups (name, show, use_for_training)
  select i.name, i.show, i.training from import_groups as i
  where not exists (select from app.tag_groups as g where g.name = i.name) order by i.place
  on conflict (name) do nothing`;

const namesSql = (table: 'tags' | 'performers') => `
  insert into app.${table} (name)
  select i.name from import_${table} as i
  where not exists (select from app.${table} as n where n.name = i.name) order by i.place
  on conflict (name) do nothing`;

const groupedSql = `
  update app.tags as t set group_id = g.id
  from import_tags as i inner join app.tag_groups as g on g.name = i.group_name
  where t.name = i.name and t.group_id is null`;

/** Adds groups, tags and performers that are not there, in one transaction. What an operator set of them stays. */
export async function storeNames(client: Client, lists: NameLists): Promise<StoredNames> {
  return inTransaction(client, async () => {
    await client.query(stageSql);
    const stage = (table: string, columns: string[], rows: CopyValue[][]) =>
      copyRows(client, { table, columns: ['place', ...columns] }, rows);
    await stage(
      'import_groups',
      ['name', 'show', 'training'],
      lists.tagGroups.map(({ name, show, useForTraining }, place) => [place, name, show, useForTraining]),
    );
    await stage(
      'import_tags',
      ['name', 'group_name'],
      lists.tags.map(({ name, group }, place) => [place, name, group]),
    );
    await stage(
      'import_performers',
      ['name'],
      lists.performers.map((name, place) => [place, name]),
    );
    await client.query('analyze import_groups; analyze import_tags; analyze import_performers');
    const count = async (sql: string) => (await client.query(sql)).rowCount ?? 0;
    const groups = await count(groupsSql);
    const tags = await count(namesSql('tags'));
    const grouped = await count(groupedSql);
    return {
      tagGroups: { added: groups },
      tags: { added: tags, grouped },
      performers: { added: await count(namesSql('performers')) },
    };
  });
}
