import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../../../supabase/migrations/', import.meta.url);

export interface Migration {
  name: string;
  sql: string;
}

/** Every file of supabase/migrations, in the order of their names, which is the order they are applied in. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(new URL(name, folder), 'utf8') })),
  );
}
