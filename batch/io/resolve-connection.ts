import path from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { readStackState } from '../stack/read-stack-state.ts';

export interface Connection {
  origin: 'flags' | 'environment' | 'embedded';
  /** Holds the password: never log it. */
  dbUrl: string;
  /** Null where only the database was named. */
  api: { url: string; secretKey: string } | null;
}

export interface ConnectionSettings {
  dbUrl?: string | undefined;
  apiUrl?: string | undefined;
  secretKey?: string | undefined;
}

export interface ResolveConnectionOptions {
  /** Folder of the embedded stack. */
  root: string;
  flags?: ConnectionSettings;
  environment?: NodeJS.ProcessEnv;
}

const names = { dbUrl: 'SUPABASE_DB_URL', apiUrl: 'SUPABASE_URL', secretKey: 'SUPABASE_SECRET_KEY' };

/**
 * Where to work: what flags and environment say (a flag goes before its variable), else the embedded stack that
 * runs in `root`. Never a mixture of both: half a hosted project beside half a local one would harm one of them.
 * Throws INVALID_CONFIG where the address is incomplete and STACK_NOT_RUNNING where there is none at all.
 */
export async function resolveConnection(options: ResolveConnectionOptions): Promise<Connection> {
  const environment = options.environment ?? process.env;
  const flags = options.flags ?? {};
  const dbUrl = flags.dbUrl || environment[names.dbUrl];
  const apiUrl = flags.apiUrl || environment[names.apiUrl];
  const secretKey = flags.secretKey || environment[names.secretKey];
  if (!dbUrl && !apiUrl && !secretKey) return embedded(options.root);
  if (!dbUrl) throw incomplete(names.dbUrl, apiUrl ? names.apiUrl : names.secretKey);
  if (apiUrl && !secretKey) throw incomplete(names.secretKey, names.apiUrl);
  if (!apiUrl && secretKey) throw incomplete(names.apiUrl, names.secretKey);
  return {
    origin: flags.dbUrl ? 'flags' : 'environment',
    dbUrl,
    api: apiUrl && secretKey ? { url: apiUrl, secretKey } : null,
  };
}

async function embedded(root: string): Promise<Connection> {
  const stack = await readStackState(root);
  if (stack) {
    const api = { url: stack.apiUrl, secretKey: stack.secretKey };
    return { origin: 'embedded', dbUrl: stack.dbUrl, api };
  }
  throw new AppError('STACK_NOT_RUNNING', `No stack runs in ${path.resolve(root)} and no database is named`, {
    hint:
      'Start the embedded stack with "npx matching stack start" (or name its folder with --root), or set ' +
      `${names.dbUrl}, ${names.apiUrl} and ${names.secretKey} for a hosted project.`,
  });
}

function incomplete(missing: string, given: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot connect: ${given} is set, ${missing} is not`, {
    hint: `Set ${missing} as well, or unset both to use the embedded stack.`,
  });
}
