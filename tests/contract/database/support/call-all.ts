import { callFunction } from '../../support/call-function.ts';
import type { Database } from '../../support/create-memory-database.ts';
import { type Calls, createCalls } from './create-calls.ts';

export interface CallAllOptions {
  person: string;
  item: number;
  /** Default: all of them. */
  names?: readonly (keyof Calls)[];
}

/** As an Edge Function calls them; lists go as JSON, but for those that the database takes as an array. */
export async function callAll(
  database: Database,
  { person, item, names }: CallAllOptions,
): Promise<Record<string, unknown[]>> {
  const answers: Record<string, unknown[]> = {};
  for (const [name, args] of Object.entries(createCalls({ person, item }))) {
    if (names && !names.includes(name as keyof Calls)) continue;
    const parameters = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [key, isJson(value) ? JSON.stringify(value) : value]),
    );
    answers[name] = await callFunction(database, name, parameters);
  }
  return answers;
}

/** A list of objects; one of numbers is an array of the database. */
function isJson(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'object';
}
