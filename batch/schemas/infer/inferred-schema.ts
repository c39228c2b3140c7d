import { type DuckType, parseDuckType } from './duck-type.ts';
import type { ColumnProfile } from './profile-columns.ts';

type JsonSchema = Record<string, unknown>;

/** JSON Schema (draft 2020-12) of the rows that were seen: types, what may be null, ranges and forms of texts. */
export function inferredSchema(title: string, columns: readonly ColumnProfile[]): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
    required: columns.filter(({ missing }) => missing === 0).map(({ name }) => name),
  };
}

function columnSchema(column: ColumnProfile): JsonSchema {
  const schema: JsonSchema = typeSchema(parseDuckType(column.type));
  if (column.missing > 0 && typeof schema.type === 'string') schema.type = [schema.type, 'null'];
  const { range, format } = column;
  if (range?.of === 'lengths') Object.assign(schema, { minLength: range.min, maxLength: range.max });
  if (range?.of === 'values' && typeof range.min === 'number') {
    Object.assign(schema, { minimum: range.min, maximum: range.max });
  }
  if (format && ['date', 'date-time', 'uuid', 'email', 'uri'].includes(format)) schema.format = format;
  if (format?.endsWith('as-text') || format?.startsWith('unix')) schema.description = `all values: ${format}`;
  return schema;
}

function typeSchema(type: DuckType): JsonSchema {
  if (type.kind === 'list') return { type: 'array', items: typeSchema(type.of) };
  if (type.kind === 'struct') {
    return {
      type: 'object',
      properties: Object.fromEntries(type.fields.map((field) => [field.name, typeSchema(field.type)])),
    };
  }
  const { name } = type;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(name)) return { type: 'integer' };
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(name)) return { type: 'number' };
  if (name === 'BOOLEAN') return { type: 'boolean' };
  if (name === 'DATE') return { type: 'string', format: 'date' };
  if (name.startsWith('TIMESTAMP')) return { type: 'string', format: 'date-time' };
  if (name.startsWith('MAP')) return { type: 'object' };
  // JSON: a column in which rows differ in kind.
  return name === 'JSON' || name === '"NULL"' ? {} : { type: 'string' };
}
