import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Puts a fresh, empty database cluster into a new stack folder. Creating one takes seconds, so it is made once
 * for each version of PGlite and kept beside the installed packages.
 */
export async function copyDatabaseTemplate(stackFolder: string): Promise<void> {
  const manifest = await readFile(join(project, 'node_modules/@electric-sql/pglite/package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = join(project, 'node_modules/.cache/matching-tests');
  const template = join(cache, `database-${version}`);
  if (!existsSync(template)) {
    await mkdir(cache, { recursive: true });
    const own = `${template}-${process.pid}`;
    const script = join(project, 'batch/stack/database/create-database.mjs');
    await promisify(execFile)(process.execPath, ['--liftoff-only', '--wasm-lazy-compilation', script, own]);
    // Another test file may have been faster: either template is as good.
    await rename(own, template).catch(() => rm(own, { recursive: true, force: true }));
  }
  await mkdir(stackFolder, { recursive: true });
  await cp(template, join(stackFolder, 'database'), { recursive: true });
}
