import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';

/** Writes the ids under which the database knows items of a source as Parquet, column `external_id`. */
export async function writeKnownItems(
  client: Client,
  duck: Duck,
  { source, folder }: { source: string; folder: string },
): Promise<string> {
  const { rows } = await client.query<{ external_id: string }>(
    `select external_id from app.item_sources where source = $1
    union select external_id from app.items where source = $1`,
    [source],
  );
  const lines = join(folder, 'items.jsonl');
  const file = join(folder, 'items.parquet');
  await writeFile(lines, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await duck.run(`
    copy (from read_json(${sqlText(lines)}, format = 'newline_delimited', columns = { external_id: 'VARCHAR' }))
    to ${sqlText(file)} (format parquet)`);
  return file;
}
