import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { loadRows } from './load-rows.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import { earlierView } from './open-tables.ts';

const linkTables = { tags: 'itemTags', performers: 'itemPerformers' } as const;
const singular = { tags: 'tag', performers: 'performer' } as const;

/**
 * Makes the temporary table links_tags or links_performers: each row of links with its item and name, or why it has
 * none (problem).
 */
export async function linkNames(
  env: MigrationEnvironment,
  kind: 'tags' | 'performers',
  byId: ReadonlyMap<string, string>,
): Promise<void> {
  const columns = { id: 'VARCHAR', name: 'VARCHAR' };
  const rows = [...byId].map(([id, name]) => ({ id, name }));
  await loadRows(env, { table: `names_${kind}`, columns }, rows);
  await env.duck.run(`
    create or replace temp table links_${kind} as
    select l.file, l.row_number, coalesce(r.item, f.item) as item, coalesce(n.name, l."targetName") as name,
      case
        when l.item is null then 'item_missing'
        when coalesce(r.item, f.item) is null then 'item_unknown'
        when coalesce(n.name, l."targetName") is null then '${singular[kind]}_unknown'
      end as problem
    from ${earlierView(linkTables[kind])} as l
    left join refs as r on r.ref = l.item
    left join folded_refs as f on f.ref = lower(l.item)
    left join names_${kind} as n on n.id = l.target`);
}

/** Makes the fates of the rows of links, once it is known which items are carried over. */
export async function judgeLinks(duck: Duck, kind: 'tags' | 'performers'): Promise<void> {
  await duck.run(`
    create or replace temp table fates_${linkTables[kind]} as
    with judged as (
      select l.file, l.row_number, l.item, l.name,
        coalesce(l.problem, case when t.item is null then 'item_refused' end) as reason
      from links_${kind} as l left join item_targets as t on t.item = l.item
    )
    select file, row_number, reason, case
        when reason is not null then 'quarantined'
        when row_number() over (partition by reason is null, item, name order by file, row_number) = 1 then 'carried'
        else 'duplicate'
      end as fate
    from judged`);
}
