import type { RegisteredSchema } from '../../shared/contracts/schema-registry.ts';
import type { JsonSchemaPart } from './read/field-types.ts';
import type { RowFormat } from './read/file-format.ts';
import { readRows } from './read/read-rows.ts';
import { type RowProblem, rowProblems } from './row-problems.ts';
import { toJsonSchema } from './to-json-schema.ts';

export interface ValidateFileOptions {
  /** For spilled data of Parquet files. */
  tempFolder: string;
  /** Default: by the file's ending. */
  format?: RowFormat | undefined;
  signal?: AbortSignal | undefined;
  /** Called now and then with the rows read so far. */
  onProgress?: ((rows: number) => void) | undefined;
}

export interface FileValidation {
  /** rows = valid + invalid. */
  rows: number;
  valid: number;
  invalid: number;
  /** How many problems all invalid rows have together. */
  problemCount: number;
  /** The first 20 of them. */
  problems: RowProblem[];
}

const shown = 20;

/**
 * Holds every row of a file against a schema, a row at a time, so that size is not bound by memory.
 * @throws AppError INVALID_DATA where the file cannot be read at all, INVALID_CONFIG where its format is not known.
 */
export async function validateFile(
  schema: RegisteredSchema,
  path: string,
  options: ValidateFileOptions,
): Promise<FileValidation> {
  const result: FileValidation = { rows: 0, valid: 0, invalid: 0, problemCount: 0, problems: [] };
  const shape = toJsonSchema(schema) as JsonSchemaPart;
  for await (const rows of readRows(path, { ...options, schema: { ...allFields(shape) } })) {
    for (const row of rows) {
      result.rows += 1;
      const problems = problemsOf(schema, row);
      if (problems.length === 0) result.valid += 1;
      else result.invalid += 1;
      result.problemCount += problems.length;
      if (result.problems.length < shown)
        result.problems.push(...problems.slice(0, shown - result.problems.length));
    }
    options.onProgress?.(result.rows);
  }
  return result;
}

function problemsOf(
  { schema }: RegisteredSchema,
  row: { number: number; value: unknown } | { number: number; problem: { found: string; expected: string } },
): RowProblem[] {
  if ('problem' in row) return [{ row: row.number, field: '', ...row.problem }];
  const parsed = schema.safeParse(row.value);
  return parsed.success ? [] : rowProblems(row.number, row.value, parsed.error.issues);
}

/** Fields of an object, or of all forms that a choice between objects has. */
function allFields(part: JsonSchemaPart): Required<Pick<JsonSchemaPart, 'properties' | 'required'>> {
  const forms = [part, ...(part.anyOf ?? []), ...(part.oneOf ?? [])];
  return {
    properties: Object.assign({}, ...forms.map(({ properties }) => properties ?? {})),
    required: part.required ?? [],
  };
}
