import { createHash } from 'node:crypto';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import { sumOfRows } from './sum-of-rows.ts';

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
    if (files.length === 0) {
      hash.update('0\n');
      continue;
    }
    const relation = `read_parquet([${files.map(sqlText).join(', ')}])`;
    hash.update(`${await sumOfRows(duck, columns, relation)}\n`);
  }
  return hash.digest('hex');
}
