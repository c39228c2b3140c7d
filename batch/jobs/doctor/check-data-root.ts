import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Check } from './check.ts';
import { firstLine } from './first-line.ts';

const comfortableGigabytes = 5;

/** Whether the folder of the local data can be written to, and what room there is. A folder that was not there is not left. */
export async function checkDataRoot(root: string): Promise<Check> {
  const folder = resolve(root);
  const about = { name: 'data root', required: true };
  try {
    const made = await mkdir(folder, { recursive: true });
    const probe = `${folder}/.doctor-${process.pid}`;
    await writeFile(probe, '');
    await rm(probe);
    const { bavail, bsize } = await statfs(folder);
    if (made !== undefined) await rm(made, { recursive: true });
    const gigabytes = (bavail * bsize) / 2 ** 30;
    const isRoomy = gigabytes >= comfortableGigabytes;
    return {
      ...about,
      // Little room stops some commands, not all of them.
      required: isRoomy,
      state: isRoomy ? 'ok' : 'problem',
      found: `${folder} can be written to, ${gigabytes.toFixed(1)} GB free`,
      ...(!isRoomy && { hint: `Make room on the disk of ${dirname(folder)}, or name another --root.` }),
    };
  } catch (error) {
    const hint = 'Name a folder that this user may write to with --root or MATCHING_ROOT.';
    return { ...about, state: 'problem', found: firstLine(error), hint };
  }
}
