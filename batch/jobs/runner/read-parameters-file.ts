import { readFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/app-error.ts';

/** The JSON object in a file of parameters. Throws INVALID_CONFIG naming the file. */
export async function readParametersFile(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new AppError(
      'INVALID_CONFIG',
      `Cannot read the parameters ${file}: ${cause.code ?? 'unknown reason'}`,
      {
        hint: 'Name a JSON file that this user may read.',
        cause,
      },
    );
  });
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new AppError('INVALID_CONFIG', `Cannot read the parameters ${file}: it is not a JSON object`, {
    hint: 'Write one object, keys in double quotes, no trailing comma.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
