import { spawn } from 'node:child_process';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../shared/errors/app-error.ts';
import { databaseCorrupt } from './database-corrupt.ts';

/** The major version of PostgreSQL that the pinned PGlite holds. */
const postgresMajor = '18';

/** For a process of seconds, optimising WebAssembly costs more than it gains: half the time without. */
const shortLived = ['--liftoff-only', '--wasm-lazy-compilation'];

function createIn(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('./create-database.mjs', import.meta.url));
  const child = spawn(process.execPath, [...shortLived, script, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) return resolve();
      reject(
        new AppError(
          'STACK_START_FAILED',
          `Cannot create the database: ${said.trim() || 'no reason given'}`,
          {
            hint: 'Check that the folder can be written to and that the disk is not full',
          },
        ),
      );
    });
  });
}

/**
 * Makes sure that the folder holds a database cluster, and creates one under another name first when it
 * does not: a start that is killed half way leaves nothing that looks like a database.
 * @throws AppError DATABASE_CORRUPT when the folder holds something else. Nothing is deleted.
 */
export async function prepareDatabaseFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => undefined);
  if (entries !== undefined && entries.length > 0) {
    const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
    if (version === undefined) throw databaseCorrupt(folder, 'its PG_VERSION file is missing');
    if (version.trim() !== postgresMajor) {
      throw databaseCorrupt(
        folder,
        `it was made by PostgreSQL ${version.trim().slice(0, 10)}, not ${postgresMajor}`,
      );
    }
    return;
  }
  const parent = dirname(folder);
  for (const name of await readdir(parent)) {
    if (name.startsWith('database.new-')) await rm(join(parent, name), { recursive: true, force: true });
  }
  const fresh = join(parent, `database.new-${process.pid}`);
  await createIn(fresh);
  await rm(folder, { recursive: true, force: true }); // empty, as seen above
  await rename(fresh, folder);
}
