import { type EarlierTableName, earlierTables } from './earlier-tables.ts';

export interface RecognisedTable {
  table: EarlierTableName;
  /** Columns of the file by field, best first; only fields that it has. */
  columns: Record<string, string[]>;
  /** Columns that are not carried over. */
  ignored: string[];
  /** Lists of fields of which the file has none. */
  missing: (readonly string[])[];
}

const tables = Object.entries(earlierTables) as [
  EarlierTableName,
  (typeof earlierTables)[EarlierTableName],
][];

/** Which table of the earlier app a file holds, by its name, else by its columns; null: none. */
export function recogniseTable(file: string, columns: readonly string[]): RecognisedTable | null {
  const name = tableName(file);
  const byName = tables.find(([, { names }]) => (names as readonly string[]).includes(name));
  const table = byName?.[0] ?? tableOfColumns(columns);
  return table === null ? null : { table, ...matchColumns(table, columns) };
}

/** `public.videos_rows.csv.gz`, `videos-2.json` and `Videos_subset.jsonl` are all videos. */
function tableName(file: string): string {
  return snakeCase(file.replace(/(\.(csv|tsv|json|jsonl|ndjson))?(\.gz)?$/i, ''))
    .replace(/^(public\.|export_)/, '')
    .replace(/([-_.]\d+)+$/, '')
    .replace(/_(rows|subset|export|backup)$/, '')
    .replace(/([-_.]\d+)+$/, '');
}

function tableOfColumns(columns: readonly string[]): EarlierTableName | null {
  const fitting = tables.filter(([table, { signature }]) => {
    const found = matchColumns(table, columns).columns;
    return signature.length > 0 && signature.every((field) => field in found);
  });
  // A decision has an item as a link has: the table that says more about the columns is the one.
  const best = fitting.sort(([, a], [, b]) => b.signature.length - a.signature.length)[0];
  return best?.[0] ?? null;
}

function matchColumns(table: EarlierTableName, columns: readonly string[]) {
  const { fields, required } = earlierTables[table];
  const matched: Record<string, string[]> = {};
  const used = new Set<string>();
  for (const [field, aliases] of Object.entries<readonly string[]>(fields)) {
    const found = aliases.flatMap((alias) => {
      const column = columns.find((one) => snakeCase(one) === alias);
      return column === undefined ? [] : [column];
    });
    if (found.length > 0) matched[field] = found;
    for (const column of found) used.add(column);
  }
  return {
    columns: matched,
    ignored: columns.filter((column) => !used.has(column)),
    missing: required.filter((list) => !list.some((field) => field in matched)),
  };
}

/** `decisionType`, `Decision Type` and `decision-type` are all decision_type. */
function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}
