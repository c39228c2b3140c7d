import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { lockStackFolder } from './lock-stack-folder.ts';
import { stackPaths } from './stack-paths.ts';

/**
 * Deletes the database and the stored files. The keys stay, so that clients need no new ones.
 * @throws AppError STACK_LOCKED while the stack runs, INVALID_CONFIG without the confirmation.
 */
export async function resetStack(root: string, confirmed: boolean): Promise<void> {
  const paths = stackPaths(root);
  if (!confirmed) {
    throw new AppError('INVALID_CONFIG', `This deletes the database and all files in ${paths.folder}`, {
      hint: 'Repeat the command with --yes',
    });
  }
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const unlock = await lockStackFolder(paths);
  try {
    const unfinished = (await readdir(paths.folder)).filter((name) => name.startsWith('database.new-'));
    const doomed = [paths.database, paths.storage, paths.temp, paths.state];
    for (const path of [...doomed, ...unfinished.map((name) => join(paths.folder, name))]) {
      await rm(path, { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
}
