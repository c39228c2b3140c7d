import { AppError } from '../../../shared/errors/app-error.ts';
import { listKeys } from '../../config/list-keys.ts';
import { nearestName } from '../../config/nearest-name.ts';
import { valueOfText } from '../../config/value-of-text.ts';
import type { JobDefinition } from './job-definition.ts';

/**
 * Parameters as `key=value` texts say them, keys dotted; a later text wins. Values become what the schema takes:
 * a text, or JSON such as 3, true or ["a","b"]. Throws INVALID_CONFIG for an unknown key, with the nearest one.
 */
export function parametersFromTexts(
  { name, parameters }: Pick<JobDefinition, 'name' | 'parameters'>,
  texts: readonly string[],
): Record<string, unknown> {
  const keys = listKeys(parameters);
  const values: Record<string, unknown> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals < 1) {
      throw new AppError('INVALID_CONFIG', `Cannot read --set ${text}: it has no key and value`, {
        hint: 'Write --set key=value.',
      });
    }
    const key = text.slice(0, equals);
    const leaf = keys.get(key);
    if (leaf === undefined) throw unknownParameter(name, key, keys.keys());
    put(values, key.split('.'), valueOfText(leaf, text.slice(equals + 1)));
  }
  return values;
}

function unknownParameter(job: string, key: string, known: Iterable<string>): AppError {
  const nearest = nearestName(key, known);
  return new AppError('INVALID_CONFIG', `Cannot run ${job}: it has no parameter ${key}`, {
    hint: nearest === undefined ? 'It takes no parameters.' : `Did you mean ${nearest}?`,
  });
}

/** Only names of the schema come here. */
function put(values: Record<string, unknown>, path: string[], value: unknown): void {
  let group = values;
  for (const name of path.slice(0, -1)) {
    group[name] ??= {};
    group = group[name] as Record<string, unknown>;
  }
  group[path.at(-1)!] = value;
}
