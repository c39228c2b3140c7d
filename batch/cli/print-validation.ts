import type { FileValidation } from '../schemas/validate-file.ts';

/** The first problems, a line each, and the sums. */
export function printValidation(
  result: FileValidation,
  { file, schema }: { file: string; schema: string },
): void {
  for (const { row, field, found, expected } of result.problems) {
    console.log(`row ${row}${field === '' ? '' : `, ${field}`}: is ${found}, expected ${expected}`);
  }
  const more = result.problemCount - result.problems.length;
  if (more > 0) console.log(`and ${more} more problems`);
  console.log(`${file}: ${result.rows} rows = ${result.valid} valid + ${result.invalid} invalid (${schema})`);
}
