import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import lockfile from 'proper-lockfile';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(project, 'node_modules/.cache/matching-tests');

/**
 * The path of a database that is made once and then copied, since making one takes seconds: kept beside the
 * installed packages for as long as these, the bootstrap and the migrations stay the same. `make` writes it to the
 * path that it is given.
 */
export async function cachedTemplate(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cache, `${name}@${await originKey()}`);
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  const release = await lockfile.lock(join(cache, name), {
    realpath: false,
    stale: 30_000,
    retries: { forever: true, minTimeout: 200, maxTimeout: 200 },
  });
  try {
    // Another test file may have been faster.
    if (existsSync(path)) return path;
    for (const entry of await readdir(cache)) {
      // What is left of earlier migrations, and of a making that was killed.
      if (entry.startsWith(`${name}@`)) await rm(join(cache, entry), { recursive: true, force: true });
    }
    // A making that is killed leaves nothing that looks like a template.
    await make(`${path}.new`);
    await rename(`${path}.new`, path);
    return path;
  } finally {
    await release();
  }
}

/** Says of what a database is made: another key, another database. */
async function originKey(): Promise<string> {
  const files = ['package-lock.json'];
  for (const folder of ['batch/stack/database', 'supabase/migrations']) {
    files.push(...(await readdir(join(project, folder))).sort().map((file) => join(folder, file)));
  }
  // The migrations make partitions of this month and the next ones.
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 7));
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(project, file)));
  return hash.digest('hex').slice(0, 16);
}
