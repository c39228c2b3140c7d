import type { Duck, DuckRow } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { namesPerson } from './column-names.ts';
import { type TextFormat, textFormats } from './text-formats.ts';

export interface ColumnProfile {
  name: string;
  /** As DuckDB's sniffing says. */
  type: string;
  rows: number;
  /** Null, or an empty text. */
  missing: number;
  /** Different values per value that is there, 0 to 1, estimated. */
  distinctShare: number;
  /** How many different values there are, estimated. */
  distinct: number;
  /** Tells one person from another by its name or its contents: of such columns no value is shown. */
  personal: boolean;
  /** What all texts look like; of numbers `unix-seconds` or `unix-milliseconds` where all lie in 1990 to 2099. */
  format: TextFormat | 'unix-seconds' | 'unix-milliseconds' | null;
  /** Smallest and largest number or time; of texts the shortest and longest length. Null where nothing is to be shown. */
  range: { of: 'values' | 'lengths'; min: string | number; max: string | number } | null;
  /** Share of texts that hold each separator of lists. */
  separators: Record<string, number>;
}

export const listSeparators = ['|', ';', ',', '/'] as const;

const isText = (type: string) => type === 'VARCHAR' || type.startsWith('ENUM');
const isNumeric = (type: string) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/.test(type);
const isTime = (type: string) => /^(TIMESTAMP|DATE)/.test(type);

// 1990-01-01 and 2100-01-01 in seconds.
const [secondsFrom, secondsTo] = [631_152_000, 4_102_444_800];

/** Reads a table once for each column, so that memory does not grow with their number. */
export async function profileColumns(
  duck: Duck,
  table: string,
  options: {
    signal?: AbortSignal | undefined;
    onProgress?: ((done: number, total: number) => void) | undefined;
  } = {},
): Promise<ColumnProfile[]> {
  const columns = await duck.rows(`select column_name, column_type from (describe from ${table})`);
  const profiles: ColumnProfile[] = [];
  for (const { column_name, column_type } of columns) {
    options.signal?.throwIfAborted();
    const [name, type] = [String(column_name), String(column_type)];
    const [row] = await duck.rows(profileSql(table, name, type));
    profiles.push(toProfile(name, type, row!));
    options.onProgress?.(profiles.length, columns.length);
  }
  return profiles;
}

function profileSql(table: string, name: string, type: string): string {
  const value = sqlIdentifier(name);
  const measures = ['count(*)::double as rows'];
  if (isText(type)) {
    measures.push('min(length(v)) as low', 'max(length(v)) as high');
    for (const [format, test] of Object.entries(textFormats)) {
      measures.push(`coalesce(bool_and(${test}), false) as ${sqlIdentifier(`format ${format}`)}`);
    }
    measures.push(`count_if(${textFormats.email})::double as emails`);
    for (const one of listSeparators) {
      measures.push(`count_if(contains(v, ${sqlText(one)}))::double as ${sqlIdentifier(`separator ${one}`)}`);
    }
  } else if (isNumeric(type)) {
    measures.push('min(v)::double as low', 'max(v)::double as high');
  } else if (isTime(type)) {
    const iso = (moment: string) => `strftime(${moment}::timestamp, '%Y-%m-%dT%H:%M:%SZ')`;
    measures.push(`${iso('min(v)')} as low`, `${iso('max(v)')} as high`);
  }
  const filled = isText(type) ? `nullif(${value}, '')` : value;
  return `select ${measures.join(', ')}, count(v)::double as filled, approx_count_distinct(v)::double as different
    from (select ${filled} as v from ${table})`;
}

function toProfile(name: string, type: string, row: DuckRow): ColumnProfile {
  const rows = Number(row.rows);
  const filled = Number(row.filled);
  const distinct = Math.min(filled, Number(row.different));
  const personal = namesPerson(name) || Number(row.emails ?? 0) > filled / 2;
  const separators: ColumnProfile['separators'] = {};
  for (const one of listSeparators)
    separators[one] = filled === 0 ? 0 : Number(row[`separator ${one}`] ?? 0) / filled;
  return {
    name,
    type,
    rows,
    missing: rows - filled,
    distinct,
    distinctShare: filled === 0 ? 0 : distinct / filled,
    personal,
    format: formatOf(type, row),
    range: filled === 0 || personal ? null : rangeOf(type, row),
    separators,
  };
}

function formatOf(type: string, row: DuckRow): ColumnProfile['format'] {
  if (isText(type)) {
    const formats = Object.keys(textFormats) as TextFormat[];
    return formats.find((format) => row[`format ${format}`] === true) ?? null;
  }
  if (!/INT/.test(type) || row.low === null) return null;
  const [low, high] = [Number(row.low), Number(row.high)];
  if (low >= secondsFrom && high < secondsTo) return 'unix-seconds';
  return low >= secondsFrom * 1000 && high < secondsTo * 1000 ? 'unix-milliseconds' : null;
}

function rangeOf(type: string, { low, high }: DuckRow): ColumnProfile['range'] {
  if (isText(type)) return { of: 'lengths', min: Number(low), max: Number(high) };
  if (isNumeric(type)) return { of: 'values', min: Number(low), max: Number(high) };
  return isTime(type) ? { of: 'values', min: String(low), max: String(high) } : null;
}
