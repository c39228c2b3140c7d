import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { fieldTypes } from './field-types.ts';
import { type FieldNames, matchFields } from './match-fields.ts';
import type { Row } from './row.ts';
import { unreadable } from './unreadable.ts';

/**
 * Rows of a Parquet file, numbered from 1; times as ISO 8601 in UTC, columns under the schema's names. A null of a field
 * that may be missing but not null is missing. Throws INVALID_DATA for what is no Parquet file.
 */
export async function* readParquetRows(
  path: string,
  options: { schema: FieldNames; tempFolder: string; signal?: AbortSignal | undefined },
): AsyncGenerator<Row[]> {
  const duck = await openDuckDb({ tempFolder: options.tempFolder, memoryMegabytes: 512 });
  try {
    const columns = await duck
      .rows(`select column_name, column_type from (describe from read_parquet(${sqlText(path)}))`)
      .catch((cause: unknown) => {
        throw unreadable(path, 'it is no Parquet file', 'Check the name, or pass --format.', cause);
      });
    const names = columns.map(({ column_name }) => String(column_name));
    const fields = matchFields(options.schema, names);
    const mayBeMissing = fields.filter((field) => {
      const known = options.schema.properties?.[field];
      return known && !fieldTypes(known).has('null') && !options.schema.required?.includes(field);
    });
    const values = columns
      .map(
        ({ column_type }, index) =>
          `${sqlText(fields[index]!)}, ${jsonValue(sqlIdentifier(names[index]!), String(column_type))}`,
      )
      .join(', ');
    let number = 0;
    for await (const texts of duck.stream(
      `select json_object(${values})::varchar from read_parquet(${sqlText(path)})`,
    )) {
      options.signal?.throwIfAborted();
      const rows: Row[] = [];
      for (const [text] of texts) {
        const value = JSON.parse(String(text)) as Record<string, unknown>;
        for (const field of mayBeMissing) if (value[field] === null) delete value[field];
        number += 1;
        rows.push({ number, value });
      }
      yield rows;
    }
  } finally {
    await duck.close();
  }
}

function jsonValue(column: string, type: string): string {
  if (!type.startsWith('TIMESTAMP')) return column;
  return `strftime(${column}::timestamp, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
