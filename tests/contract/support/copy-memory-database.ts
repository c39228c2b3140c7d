import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cachedTemplate } from '../../support/templates/cached-template.ts';
import { createMemoryDatabase, type Database, type PostgresVersion } from './create-memory-database.ts';

/** A database in memory that is what `fill` makes of a new one; it is filled once and then copied. */
export async function copyMemoryDatabase(
  version: PostgresVersion,
  { name, fill }: { name: string; fill: (database: Database) => Promise<void> },
): Promise<Database> {
  const template = await cachedTemplate(`${name}-${version}`, async (path) => {
    const database = await createMemoryDatabase(version);
    await fill(database);
    await writeFile(path, Buffer.from(await (await database.dumpDataDir('none')).arrayBuffer()));
    await database.close();
  });
  return createMemoryDatabase(version, await openAsBlob(template));
}
