import { createHash } from 'node:crypto';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../duckdb/sql-identifier.ts';
import { sqlText } from '../duckdb/sql-text.ts';

export interface FingerprintedTable {
  name: string;
  columns: { name: string; type: string }[];
  /** Absolute paths of its Parquet files. */
  files: string[];
}

/**
 * SHA-256 (hex) over names, columns and the multiset of rows of some tables: the sum of the rows' hashes, which no
 * order and no spread over files can change. The incremental hash of Bellare and Micciancio, "A New Paradigm for
 * Collision-free Hashing" (1997), with MD5 and 128 bits: it finds accidents; tampering is found by the files' sha256.
 */
export async function fingerprintTables(
  duck: Duck,
  schema: { name: string; version: number },
  tables: readonly FingerprintedTable[],
): Promise<string> {
  const hash = createHash('sha256').update(`${JSON.stringify(schema)}\n`);
  const sorted = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, columns, files } of sorted) {
    hash.update(`${JSON.stringify([name, columns])}\n`);
    hash.update(files.length === 0 ? '0\n' : `${await sumOfRows(duck, columns, files)}\n`);
  }
  return hash.digest('hex');
}

async function sumOfRows(
  duck: Duck,
  columns: FingerprintedTable['columns'],
  files: string[],
): Promise<string> {
  const list = files.map(sqlText).join(', ');
  // Each value with its length before it: no two different rows make the same text.
  const row = columns
    .map(({ name }) => {
      const text = `${sqlIdentifier(name)}::varchar`;
      return `coalesce(strlen(${text}) || ':' || ${text}, '-')`;
    })
    .join(" || ',' || ");
  const [sum] = await duck.rows(`
    select count(*)::varchar as rows, coalesce(sum(low), 0)::varchar as low, coalesce(sum(high), 0)::varchar as high
    from (
      select md5_number_lower(row_text)::hugeint as low, md5_number_upper(row_text)::hugeint as high
      from (select ${row} as row_text from read_parquet([${list}]))
    )`);
  return `${sum!.rows} ${sum!.low} ${sum!.high}`;
}
