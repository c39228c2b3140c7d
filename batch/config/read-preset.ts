import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { nearestName } from './nearest-name.ts';

/** The object in `<folder>/<name>.json`. Throws INVALID_CONFIG, naming the presets there are. */
export async function readPreset(folder: string, name: string): Promise<Record<string, unknown>> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  // Only a name that was listed is opened, so a name cannot lead out of the folder.
  if (!names.includes(name)) {
    const hint =
      names.length === 0
        ? `There are no presets in ${folder}.`
        : `Presets: ${names.sort().join(', ')}. Nearest: ${nearestName(name, names)}.`;
    throw new AppError('INVALID_CONFIG', `Cannot find the preset "${name}"`, { hint });
  }
  const file = path.join(folder, `${name}.json`);
  const value = parseJson(await readFile(file, 'utf8'));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new AppError('INVALID_CONFIG', `Cannot read the preset ${file}: it is not a JSON object`, {
    hint: 'Correct the file: one object, keys in double quotes, no trailing comma.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
