import type { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { listKeys } from './list-keys.ts';
import { nearestName } from './nearest-name.ts';
import { readPreset } from './read-preset.ts';
import { valueOfText } from './value-of-text.ts';

export interface ResolveConfigOptions {
  presetsFolder: string;
  preset?: string | undefined;
  /** `learningRate` is set by MATCHING_LEARNING_RATE, `history.likeLimit` by MATCHING_HISTORY_LIKE_LIMIT. */
  environment?: NodeJS.ProcessEnv;
  /** Each `key=value`, keys dotted. */
  set?: readonly string[];
}

interface Setting {
  key: string;
  value: unknown;
  /** Where it comes from, for error messages. */
  origin: string;
}

const prefix = 'MATCHING_';
/** Variables with the prefix that are no settings. */
const otherVariables = ['MATCHING_ROOT', 'MATCHING_PSEUDONYM_KEY'];

/**
 * A configuration: the schema's defaults, then a preset file, then the environment, then `--set` flags; later ones
 * win. Throws INVALID_CONFIG for an unknown key, with the nearest known one, an unknown preset and a bad value.
 */
export async function resolveConfig<S extends z.ZodObject>(
  schema: S,
  options: ResolveConfigOptions,
): Promise<z.output<S>> {
  const keys = listKeys(schema);
  const { preset } = options;
  const settings = [
    ...(preset ? flatten(await readPreset(options.presetsFolder, preset), `preset ${preset}`) : []),
    ...fromEnvironment(keys, options.environment ?? process.env),
    ...(options.set ?? []).map((text) => fromFlag(keys, text)),
  ];
  const known = new Map<string, Setting>();
  for (const setting of settings) {
    if (!keys.has(setting.key)) throw unknownKey(setting.origin, setting.key, keys.keys());
    known.set(setting.key, setting);
  }
  const parsed = schema.safeParse(nest(known.values()));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const key = issue.path.join('.');
  const origin = known.get(key)?.origin ?? 'the defaults';
  throw new AppError(
    'INVALID_CONFIG',
    `Cannot use ${key || 'the configuration'} from ${origin}: ${issue.message}`,
    { hint: 'Correct the value, or leave it out to use the default.' },
  );
}

/** Settings of a nested object, by dotted key. */
function flatten(values: Record<string, unknown>, origin: string, path = ''): Setting[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const key = path + name;
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? flatten(value as Record<string, unknown>, origin, `${key}.`) : [{ key, value, origin }];
  });
}

function fromEnvironment(keys: Map<string, z.core.$ZodType>, environment: NodeJS.ProcessEnv): Setting[] {
  const keyOf = new Map([...keys.keys()].map((key) => [variableOf(key), key]));
  return Object.entries(environment).flatMap(([name, text]) => {
    if (!name.startsWith(prefix) || text === undefined || otherVariables.includes(name)) return [];
    const key = keyOf.get(name);
    if (key === undefined) throw unknownKey('the environment', name, keyOf.keys());
    return [{ key, value: valueOfText(keys.get(key)!, text), origin: name }];
  });
}

function variableOf(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => `_${letter}`).replaceAll('.', '_');
  return prefix + words.toUpperCase();
}

function fromFlag(keys: Map<string, z.core.$ZodType>, text: string): Setting {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new AppError('INVALID_CONFIG', `Cannot read --set ${text}: it has no key and value`, {
      hint: 'Write --set key=value.',
    });
  }
  const key = text.slice(0, equals);
  const leaf = keys.get(key);
  const value = text.slice(equals + 1);
  return { key, value: leaf ? valueOfText(leaf, value) : value, origin: '--set' };
}

function unknownKey(origin: string, key: string, known: Iterable<string>): AppError {
  const names = [...known];
  const members = names.filter((name) => name.startsWith(`${key}.`));
  return new AppError('INVALID_CONFIG', `Unknown setting ${key} in ${origin}`, {
    hint:
      members.length > 0
        ? `It is a group; set one of ${members.join(', ')}.`
        : `Did you mean ${nearestName(key, names)}?`,
  });
}

/** The nested object of dotted keys. Only keys of the schema come here. */
function nest(settings: Iterable<Setting>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { key, value } of settings) {
    const names = key.split('.');
    const last = names.pop()!;
    let group = root;
    for (const name of names) {
      group[name] ??= {};
      group = group[name] as Record<string, unknown>;
    }
    group[last] = value;
  }
  return root;
}
