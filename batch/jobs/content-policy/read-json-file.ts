import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface JsonFileOptions {
  /** What the file is, for messages, such as "policy". */
  kind: string;
  hint: string;
  /** Names the place of an issue for a person. */
  placeOf: (value: unknown, path: readonly PropertyKey[]) => string;
}

/** A JSON file through a schema. Throws INVALID_DATA that names the place; no message holds a value of the file. */
export async function readJsonFile<S extends z.ZodType>(
  path: string,
  schema: S,
  { kind, hint, placeOf }: JsonFileOptions,
): Promise<z.output<S>> {
  const refuse = (problem: string, cause?: unknown) =>
    new AppError('INVALID_DATA', `Cannot use the ${kind} ${basename(path)}: ${problem}`, { hint, cause });
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const problem =
      cause.code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${cause.code})`;
    throw refuse(problem, cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // Without the cause: the parser's message quotes the file.
    throw refuse('it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const place = placeOf(value, issue.path);
  throw refuse(place === '' ? issue.message : `${place}: ${issue.message}`);
}
