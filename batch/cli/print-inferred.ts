import type { InferredFile } from '../schemas/infer/infer-file.ts';
import type { ColumnProfile } from '../schemas/infer/profile-columns.ts';

/** Columns as a table, then the JSON Schema and, where there is one, the mapping. */
export function printInferred({ rows, columns, schema, mapping }: InferredFile, file: string): void {
  console.log(`${file}: ${rows} rows, ${columns.length} columns`);
  const width = Math.max(6, ...columns.map(({ name }) => name.length));
  for (const column of columns) {
    console.log(
      `  ${column.name.padEnd(width)}  ${column.type.slice(0, 24).padEnd(24)}  ` +
        `${percent(column.missing / Math.max(1, column.rows))} missing  ${percent(column.distinctShare)} different  ` +
        about(column),
    );
  }
  console.log('\nJSON Schema of a row');
  console.log(JSON.stringify(schema, null, 2));
  if (!mapping) {
    console.log('\nThe columns look like neither events nor a catalogue: no import mapping to propose.');
    return;
  }
  console.log('\nProposed mapping; read it, save it, and pass it to "matching import" with --mapping');
  console.log(JSON.stringify(mapping, null, 2));
}

function about({ personal, range, format }: ColumnProfile): string {
  const parts: string[] = [];
  if (format) parts.push(format);
  if (personal) parts.push('tells people apart, not shown');
  else if (range?.of === 'values') parts.push(`${range.min} to ${range.max}`);
  else if (range) parts.push(`${range.min} to ${range.max} characters`);
  return parts.join(', ');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`.padStart(5);
}
