import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { earlierSource } from './earlier-tables.ts';
import { earlierView } from './open-tables.ts';

export interface IdentifyRowsOptions {
  /** What all items are filed under; null: their own source. */
  source: string | null;
  /** Whether the export tells the catalogue's id of an item from its own key. */
  hasExternalIds: boolean;
}

/**
 * Gives each row of items its item. Makes the temporary tables item_rows (file, row_number, item, source, external_id,
 * match, problem) and, for what refers to items, refs and folded_refs (ref, item).
 *
 * An id that the catalogue has in another spelling of upper and lower case is that item: the earlier system wrote ids in
 * upper case, the sources have them in lower case. What the catalogue does not have is one item for all its spellings,
 * in lower case where the export has that too.
 */
export async function identifyRows(
  duck: Duck,
  { source, hasExternalIds }: IdentifyRowsOptions,
): Promise<void> {
  await duck.run(`
    create or replace temp table item_rows as
    with said as (
      select file, row_number, id, ${hasExternalIds ? '"externalId"' : 'id'} as said_id,
        coalesce(${source === null ? 'source' : sqlText(source)}, ${sqlText(earlierSource)}) as said_source
      from ${earlierView('items')}
    ),
    folded as (
      select lower(source) as source_key, lower(external_id) as id_key, any_value(source) as source,
        any_value(external_id) as external_id
      from known_items group by 1, 2 having count(*) = 1
    ),
    named as (
      select s.file, s.row_number, s.id, s.said_id,
        case
          when k.external_id is not null then 'exact'
          when f.external_id is not null then 'case_insensitive'
          else 'new'
        end as match,
        coalesce(k.source, f.source, max(s.said_source) over spellings) as source,
        coalesce(k.external_id, f.external_id, max(s.said_id) over spellings) as external_id,
        case
          when s.said_id is null then 'external_id_missing'
          when not regexp_full_match(s.said_source, '[^:\\s]{1,200}') then 'source_invalid'
        end as problem
      from said as s
      left join known_items as k on k.source = s.said_source and k.external_id = s.said_id
      left join folded as f on f.source_key = lower(s.said_source) and f.id_key = lower(s.said_id)
      window spellings as (partition by lower(s.said_source), lower(s.said_id))
    )
    select *, case
        when problem is null then dense_rank() over (order by source, external_id)
        -- Known, so that what refers to it is told from what refers to nothing.
        else -row_number() over (order by file, row_number)
      end as item
    from named`);
  // The export's own key goes before the catalogue's id; what means several items means none.
  const refs = (key: string) => `
    select ref, any_value(item) as item
    from (
      select ${key} as ref, item, rank, min(rank) over (partition by ${key}) as best
      from (
        select id as said, item, 0 as rank from item_rows
        union all select said_id, item, 1 from item_rows
        union all select external_id, item, 1 from item_rows
      )
      where said is not null
    )
    where rank = best group by ref having count(distinct item) = 1`;
  await duck.run(`create or replace temp table refs as ${refs('said')}`);
  await duck.run(`create or replace temp table folded_refs as ${refs('lower(said)')}`);
}
