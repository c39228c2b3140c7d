import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Duck } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';
import { catalogueColumns } from '../../../../batch/process/catalogue/catalogue-table.ts';
import { defaultCatalogueRules } from '../../../../batch/validate/rules/default-catalogue-rules.ts';
import { defaultEventRules } from '../../../../batch/validate/rules/default-event-rules.ts';
import type { QualityRule, QualityRuleSet } from '../../../../shared/contracts/quality-rules.ts';
import { qualityRuleSetSchema } from '../../../../shared/contracts/quality-rules.ts';

export const eventColumns = {
  source: 'VARCHAR',
  file: 'VARCHAR',
  row_number: 'BIGINT',
  person_key: 'VARCHAR',
  external_id: 'VARCHAR',
  kind: 'VARCHAR',
  decided_at: 'TIMESTAMP',
  problem_field: 'VARCHAR',
  problem_reason: 'VARCHAR',
};

export type TableRow = Record<string, unknown>;

/** Writes rows as Parquet; a column that a row leaves out is null. */
export async function writeTable(
  duck: Duck,
  file: string,
  { columns, rows }: { columns: Record<string, string>; rows: readonly TableRow[] },
): Promise<string> {
  const lines = `${file}.jsonl`;
  await writeFile(lines, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const types = Object.entries(columns).map(([name, type]) => `${name}: ${sqlText(type)}`);
  await duck.run(`
    copy (from read_json(${sqlText(lines)}, format = 'newline_delimited', columns = { ${types.join(', ')} }))
    to ${sqlText(file)} (format parquet)`);
  return file;
}

/** An event of person p on item i; the row number is to be given. */
export function event(row_number: number, more: TableRow = {}): TableRow {
  return {
    source: 'shop',
    file: 'a.csv',
    row_number,
    person_key: 'p',
    external_id: 'i',
    kind: 'like',
    decided_at: '2024-01-01 00:00:00',
    ...more,
  };
}

export function item(row_number: number, more: TableRow = {}): TableRow {
  return {
    source: 'shop',
    file: 'a.csv',
    row_number,
    external_id: `i${row_number}`,
    floors: [],
    title: 'Harbour',
    performers: [],
    tags: [],
    sample_image_urls: [],
    warnings: [],
    ...more,
  };
}

export function writeEvents(duck: Duck, folder: string, rows: readonly TableRow[]): Promise<string> {
  return writeTable(duck, path.join(folder, 'events.parquet'), { columns: eventColumns, rows });
}

export function writeCatalogue(duck: Duck, folder: string, rows: readonly TableRow[]): Promise<string> {
  return writeTable(duck, path.join(folder, 'catalogue.parquet'), { columns: catalogueColumns, rows });
}

/** The defaults, with these rules instead and no limit. */
export function ruleSet(
  dataset: 'events' | 'catalogue',
  rules: readonly unknown[],
  more: Partial<QualityRuleSet> = {},
): QualityRuleSet {
  const defaults = dataset === 'events' ? defaultEventRules : defaultCatalogueRules;
  return qualityRuleSetSchema.parse({
    ...defaults,
    maxRejectShare: 1,
    ...more,
    rules: rules as QualityRule[],
  });
}
