import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionUpload } from './read-function-upload.ts';

const project = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Writes an upload into an empty folder as it came. Hosted, npm packages come from the registry; here the installed
 * ones are linked, so that no network is needed. @throws RangeError for a path that leads out of the folder.
 */
export async function unpackUpload({ files }: FunctionUpload, folder: string): Promise<void> {
  for (const [path, bytes] of files) {
    const target = join(folder, path);
    if (relative(folder, target).startsWith('..')) throw new RangeError(`${path} leads out of the folder`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  await writeFile(join(folder, 'package.json'), '{}');
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'));
}
