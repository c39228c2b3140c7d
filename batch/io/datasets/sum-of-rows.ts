import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../duckdb/sql-identifier.ts';

/** Number of rows and sums of both halves of the rows' MD5, as text: what two relations with the same rows share. */
export async function sumOfRows(
  duck: Duck,
  columns: readonly { name: string; type?: string }[],
  relation: string,
): Promise<string> {
  const row = `concat_ws(',', ${columns.map(valueText).join(', ')})`;
  const [sum] = await duck.rows(`
    select count(*)::varchar as rows,
      coalesce(sum((hash & 18446744073709551615)::hugeint), 0)::varchar as low,
      coalesce(sum((hash >> 64)::hugeint), 0)::varchar as high
    from (select md5_number(${row}) as hash from ${relation})`);
  return `${sum!.rows} ${sum!.low} ${sum!.high}`;
}

/** Types whose text has no comma. */
const plainTypes = /^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DATE)$/;

/** A value as text; any other text has its length before it, so that no two different rows make the same text. */
function valueText({ name, type = '' }: { name: string; type?: string }): string {
  const column = sqlIdentifier(name);
  // Microseconds are twice as fast to write as a date.
  if (type === 'TIMESTAMP') return `coalesce(epoch_us(${column})::varchar, '-')`;
  if (plainTypes.test(type)) return `coalesce(${column}::varchar, '-')`;
  const text = type === 'VARCHAR' ? column : `${column}::varchar`;
  return `coalesce(strlen(${text}) || ':' || ${text}, '-')`;
}
