import type { JsonSchemaPart } from './field-types.ts';

export type FieldNames = Pick<JsonSchemaPart, 'properties' | 'required'>;

/**
 * The schema's name of each column: its own, or that of the one field which is the same but for capitals and
 * underscores (`decided_at` is `decidedAt`), unless two columns would get one name.
 */
export function matchFields(schema: FieldNames, columns: readonly string[]): string[] {
  const exact = new Set(Object.keys(schema.properties ?? {}));
  const byFolded = new Map([...exact].map((name) => [fold(name), name]));
  const taken = new Set(columns.filter((column) => exact.has(column)));
  return columns.map((column) => {
    const field = exact.has(column) ? undefined : byFolded.get(fold(column));
    if (field === undefined || taken.has(field)) return column;
    taken.add(field);
    return field;
  });
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
