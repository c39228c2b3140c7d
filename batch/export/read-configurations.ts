import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ExportConfiguration,
  exportConfigurationSchema,
} from '../../shared/contracts/export-configuration.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { nearestName } from '../config/nearest-name.ts';

const folder = fileURLToPath(new URL('./configurations', import.meta.url));

/** The named exports of this project, by name. */
export async function listConfigurations(): Promise<ExportConfiguration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map((file) => readFileOf(join(folder, file))));
}

/**
 * The configuration of a name, or of a JSON file. Throws INVALID_CONFIG for an unknown name, with the nearest, and for a
 * file that is no configuration, naming the setting.
 */
export async function readConfiguration(nameOrFile: string): Promise<ExportConfiguration> {
  if (nameOrFile.endsWith('.json')) return readFileOf(nameOrFile);
  const known = await listConfigurations();
  const found = known.find(({ name }) => name === nameOrFile);
  if (found) return found;
  const names = known.map(({ name }) => name);
  throw new AppError('INVALID_CONFIG', `Cannot find the export "${nameOrFile}"`, {
    hint: `Exports: ${names.join(', ')}. Nearest: ${nearestName(nameOrFile, names)}. Or name a .json file.`,
  });
}

async function readFileOf(path: string): Promise<ExportConfiguration> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refused(path, cause.code === 'ENOENT' ? 'it does not exist' : `${cause.code}`, cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused(path, 'it is not JSON', cause);
  }
  const parsed = exportConfigurationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw refused(
    path,
    `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`,
    parsed.error,
  );
}

function refused(path: string, why: string, cause: unknown): AppError {
  return new AppError('INVALID_CONFIG', `Cannot use the export configuration ${path}: ${why}`, {
    hint: '"matching schemas show export-configuration" says what it holds.',
    cause,
  });
}
