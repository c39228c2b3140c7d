import type { Client } from 'pg';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';

const keys = { performers: 'performer_id', tags: 'tag_id' };

/**
 * Makes the performers or tags of the items in import_items what the lists of names say, one list an item in the order
 * of the items; inside the caller's transaction and after import_items has its item ids.
 */
export async function writeLinks(
  client: Client,
  kind: 'performers' | 'tags',
  lists: readonly (readonly string[])[],
): Promise<void> {
  const staged = `import_${kind}`;
  await client.query(
    `create temp table ${staged} (place integer not null, ordinal integer not null, name text not null) on commit drop`,
  );
  let place = 0;
  const names = lists.flatMap((list, ordinal) => list.map((name): CopyValue[] => [place++, ordinal, name]));
  await copyRows(client, { table: staged, columns: ['place', 'ordinal', 'name'] }, names);
  await client.query(linkSql(kind));
}

// Names first: "where not exists" keeps a repeated import from burning ids, "on conflict" copes with a rival. The
// wanted links stand in a table of their own, so that old ones go by one hash anti join; planned as a correlated
// subquery the same delete took a hundred times as long.
function linkSql(kind: 'performers' | 'tags'): string {
  const links = kind === 'tags' ? 'app.item_tags' : 'app.item_performers';
  return `
    analyze import_${kind};
    insert into app.${kind} (name)
    select s.name from import_${kind} as s
    where not exists (select from app.${kind} as n where n.name = s.name)
    group by s.name order by min(s.place)
    on conflict do nothing;
    create temp table wanted_${kind} on commit drop as
    select distinct i.item_id, n.id as name_id
    from import_${kind} as s
    inner join import_items as i on i.ordinal = s.ordinal
    inner join app.${kind} as n on n.name = s.name;
    analyze wanted_${kind};
    delete from ${links} as l using import_items as i
    where l.item_id = i.item_id and not exists (
      select from wanted_${kind} as w where w.item_id = l.item_id and w.name_id = l.${keys[kind]}
    );
    insert into ${links} (item_id, ${keys[kind]})
    select item_id, name_id from wanted_${kind}
    on conflict do nothing`;
}
