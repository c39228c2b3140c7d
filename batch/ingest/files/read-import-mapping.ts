import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ImportMapping, importMappingSchema } from './import-mapping.ts';

/** A mapping file. Throws INVALID_CONFIG, naming the setting, where it is no mapping. */
export async function readImportMapping(path: string): Promise<ImportMapping> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refuse(path, cause.code === 'ENOENT' ? 'it does not exist' : `${cause.code}`, cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(path, 'it is not JSON', cause);
  }
  const parsed = importMappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw refuse(path, `${place}${issue.message}`, parsed.error);
}

function refuse(path: string, problem: string, cause: unknown): AppError {
  return new AppError('INVALID_CONFIG', `Cannot use the mapping ${path}: ${problem}`, {
    hint: 'A mapping is a JSON object with kind, columns and how the file is written; docs/data.md has examples.',
    cause,
  });
}
