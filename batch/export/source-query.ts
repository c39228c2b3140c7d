import type { ExportConfiguration } from '../../shared/contracts/export-configuration.ts';
import { nearestName } from '../config/nearest-name.ts';
import { sqlIdentifier } from '../io/duckdb/sql-identifier.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import type { ExportColumn, ExportSource } from './export-source.ts';
import { invalidExport } from './invalid-export.ts';

export interface SourceQuery {
  /** Each row is a JSON text, and the key of the person or null. */
  text: string;
  values: string[];
  /** What a JSON text holds: the chosen columns, and those that order rows. */
  staged: ExportColumn[];
  /** Names of the columns of the export, in order. */
  columns: string[];
}

const personColumn: ExportColumn = { name: 'person_key', type: 'VARCHAR', sql: 'null' };

/**
 * The query of an export. Throws INVALID_CONFIG for a column that the source has not and a filter that it does not take.
 */
export function sourceQuery(configuration: ExportConfiguration, source: ExportSource): SourceQuery {
  const known = [...(source.personKey ? [personColumn] : []), ...source.columns];
  const columns = chosenColumns(
    configuration,
    known.map(({ name }) => name),
  );
  const staged = known.filter(({ name }) => columns.includes(name) || source.key.includes(name));
  const { conditions, values } = conditionsOf(configuration, source);
  const fields = staged
    .filter((column) => column !== personColumn)
    .map((column) => `${sqlText(column.name)}, ${jsonValue(column)}`);
  const text = `select json_build_object(${fields.join(', ')})::text as row, ${source.personKey ?? 'null'} as person
    from ${source.from}
    ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    ${configuration.limit === undefined ? '' : `order by ${orderOf(source)} limit ${configuration.limit}`}`;
  return { text, values, staged, columns };
}

/** Without doubles; all where none are chosen. */
export function chosenColumns({ name, columns }: ExportConfiguration, known: readonly string[]): string[] {
  if (!columns) return [...known];
  const unknown = columns.find((column) => !known.includes(column));
  if (unknown === undefined) return [...new Set(columns)];
  const hint = `Columns: ${known.join(', ')}. Nearest: ${nearestName(unknown, known)}.`;
  throw invalidExport(name, `it has no column "${unknown}"`, hint);
}

function conditionsOf({ name, dataset, filter }: ExportConfiguration, source: ExportSource) {
  const conditions: string[] = [];
  const values: string[] = [];
  for (const [key, value] of Object.entries(filter ?? {})) {
    const condition = source.filters[key as keyof typeof source.filters];
    if (!condition) {
      const hint = `Filters of ${dataset}: ${Object.keys(source.filters).join(', ')}.`;
      throw invalidExport(name, `the filter "${key}" does not apply to ${dataset}`, hint);
    }
    values.push(String(value));
    conditions.push(condition(`$${values.length}`));
  }
  return { conditions, values };
}

function orderOf({ key, columns, personKey }: ExportSource): string {
  return key
    .map((name) =>
      name === personColumn.name ? personKey : columns.find((column) => column.name === name)?.sql,
    )
    .join(', ');
}

/** Microseconds would be lost in JSON's numbers, and a zone of the session would show. */
function jsonValue({ type, sql }: ExportColumn): string {
  return type === 'TIMESTAMP' ? `to_char(${sql} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')` : sql;
}

/** DuckDB's reading of the staged JSON texts, ordered by the key of the source. */
export function stagedRows(file: string, staged: readonly ExportColumn[], source: ExportSource): string {
  const types = staged.map(({ name, type }) => `${sqlText(name)}: ${sqlText(type)}`).join(', ');
  return `read_json(${sqlText(file)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = 67108864)
    order by ${source.key.map(sqlIdentifier).join(', ')}`;
}
