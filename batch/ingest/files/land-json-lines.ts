import { join } from 'node:path';
import type { DatasetContents } from '../../io/datasets/write-dataset.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { maxColumnName, maxColumns } from './check-column-names.ts';
import type { Landing } from './landing.ts';
import { refuseFile } from './refuse-file.ts';
import { stageText } from './stage-text.ts';
import { writeTables } from './write-tables.ts';

/** Each line an object; the columns are all keys that occur. Nested values become JSON text. */
export async function landJsonLines(landing: Landing): Promise<DatasetContents> {
  const { duck, file, scratch, signal } = landing;
  const staged = await stageText(landing, null);
  const judged = sqlText(join(scratch, 'judged.parquet'));
  return interruptible(duck, signal, async () => {
    // Written before it is looked into: only then is it certain that no key is asked of what is no object.
    await duck.run(`copy (${judgeSql(staged.rowsSql)}) to ${judged} (format parquet)`);
    const keys = await readKeys(landing, judged);
    const columns = [...keys.columns.values()];
    const values = columns.map((key, index) => `cells[${index + 1}] as ${sqlIdentifier(key)}`);
    const paths = columns.map((key) => sqlText(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
    const misspelt = `list_has_any(keys, [${keys.otherSpellings.map(sqlText).join(', ')}]::varchar[])`;
    const rejects = [
      `select row_number, coalesce(reason, 'key_spelled_differently') as reason, text[:2000] as text
      from read_parquet(${judged}) where reason is not null or ${misspelt}`,
      ...(staged.rejectsSql === null ? [] : [`from (${staged.rejectsSql})`]),
    ];
    return writeTables(landing, {
      rowsSql: `
        select ${['row_number', ...values].join(', ')}
        from (
          select row_number, json_extract_string(text, [${paths.join(', ')}]::varchar[]) as cells
          from read_parquet(${judged}) where reason is null and not ${misspelt}
        )`,
      rejectsSql: rejects.join(' union all '),
      total: staged.total,
    });
  });

  function judgeSql(rowsSql: string): string {
    return `
      select row_number, text, keys, case
          when keys is null then 'not_an_object'
          when contains(text, '\\u0000') and regexp_matches(text, '(^|[^\\\\])(\\\\\\\\)*\\\\u0000') then 'nul_character'
          when len(list_distinct(keys)) < len(keys) then 'key_twice'
          when len(list_filter(keys, k -> k = '' or length(k) > ${maxColumnName} or regexp_matches(k, '\\p{Cc}')
            or lower(k) = 'row_number')) > 0 then 'key_not_usable'
        end as reason
      from (
        select row_number, text,
          case when json_valid(text) then case when json_type(text) = 'OBJECT' then json_keys(text) end end as keys
        from (${rowsSql})
      )`;
  }

  /** Of spellings that differ in upper and lower case alone the most frequent one is a column: a table has only one. */
  async function readKeys({ duck }: Landing, judged: string) {
    const rows = await duck.rows(`
      select key, count(*)::varchar as n
      from (select unnest(keys) as key from read_parquet(${judged}) where reason is null)
      group by key order by count(*) desc, key limit ${10 * maxColumns}`);
    const columns = new Map<string, string>();
    const otherSpellings: string[] = [];
    for (const { key } of rows as { key: string }[]) {
      if (columns.has(key.toLowerCase())) otherSpellings.push(key);
      else columns.set(key.toLowerCase(), key);
    }
    if (columns.size <= maxColumns) return { columns, otherSpellings };
    const hint = `A file can have ${maxColumns} different keys at most. Are ids used as keys?`;
    throw refuseFile({ file: file.label }, 'too many different keys', hint);
  }
}
