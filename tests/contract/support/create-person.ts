import { randomUUID } from 'node:crypto';
import { callFunction } from './call-function.ts';
import type { Database } from './create-memory-database.ts';

/** An account; with `adult` it has confirmed to be one. */
export async function createPerson(database: Database, { adult }: { adult: boolean }): Promise<string> {
  const id = randomUUID();
  await database.query('insert into auth.users (id) values ($1)', [id]);
  if (adult) await callFunction(database, 'confirm_adult', { p_person: id });
  return id;
}
