import type { Client } from 'pg';
import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import type { TagGroups } from '../../../shared/contracts/tag-groups.ts';
import { type CopyValue, copyRows } from '../../io/copy-rows.ts';
import { inTransaction } from '../../store/in-transaction.ts';

export interface AppliedTagGroups {
  groups: number;
  /** Tags whose group is another one now, also of those that have none any more. */
  changedTags: number;
  /** Tags that no item has had yet: to be applied again when one does. */
  unknownTags: string[];
}

const upsertSql = `
  insert into app.tag_groups (name, use_for_training, show) values ($1, $2, $3)
  on conflict (name) do update set use_for_training = excluded.use_for_training, show = excluded.show
  where (tag_groups.use_for_training, tag_groups.show) <> (excluded.use_for_training, excluded.show)`;

// Tags of the first release were stored as their files had them, those after it cleaned.
const assignSql = `
  with wanted as (
    select t.id as tag_id, g.id as group_id
    from wanted_tags as w
    inner join app.tag_groups as g on g.name = w.group_name
    inner join app.tags as t on t.name in (w.tag, w.written)
  ),
  leaving as (
    select t.id as tag_id, null::bigint as group_id
    from app.tags as t
    inner join app.tag_groups as g on g.id = t.group_id
    where g.name = any($1::text[]) and not exists (select from wanted as w where w.tag_id = t.id)
  )
  update app.tags as t set group_id = n.group_id
  from (select * from wanted union all select * from leaving) as n
  where t.id = n.tag_id and t.group_id is distinct from n.group_id`;

const unknownSql = `
  select w.tag from wanted_tags as w
  where not exists (select from app.tags as t where t.name in (w.tag, w.written)) order by w.tag collate "C"`;

/**
 * Makes tag groups what a file says, in one transaction: settings and exactly the listed tags. Groups that are not
 * named stay as they are; a tag that moves to a named group leaves its former one.
 */
export async function applyTagGroups(client: Client, { groups }: TagGroups): Promise<AppliedTagGroups> {
  return inTransaction(client, async () => {
    await client.query(
      'create temp table wanted_tags (group_name text, tag text, written text) on commit drop',
    );
    for (const { name, useForTraining, show } of groups)
      await client.query(upsertSql, [name, useForTraining, show]);
    const wanted = groups.flatMap(({ name, tags }) =>
      tags.map((tag): CopyValue[] => [name, cleanText(tag), tag]),
    );
    await copyRows(client, { table: 'wanted_tags', columns: ['group_name', 'tag', 'written'] }, wanted);
    const assigned = await client.query(assignSql, [groups.map(({ name }) => name)]);
    const unknown = await client.query<{ tag: string }>(unknownSql);
    return {
      groups: groups.length,
      changedTags: assigned.rowCount ?? 0,
      unknownTags: unknown.rows.map(({ tag }) => tag),
    };
  });
}
