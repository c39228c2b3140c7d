import type { Client } from 'pg';
import type { TagGroups } from '../../../shared/contracts/tag-groups.ts';

/** All tag groups as they are stored, in the form of the file, names sorted by code unit. */
export async function readTagGroups(client: Client): Promise<TagGroups> {
  const { rows } = await client.query<TagGroups['groups'][number]>(`
    select g.name, g.use_for_training as "useForTraining", g.show,
      coalesce((
        select array_agg(t.name order by t.name collate "C") from app.tags as t where t.group_id = g.id
      ), '{}') as tags
    from app.tag_groups as g order by g.name collate "C"`);
  return { groups: rows };
}
