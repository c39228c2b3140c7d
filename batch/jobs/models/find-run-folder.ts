import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoundRun, findRuns } from './find-runs.ts';

/** The run folder of a version, of the name of a run, or of its path; null where there is none here. */
export async function findRunFolder(
  reference: string,
  { root, runs }: { root: string; runs?: readonly FoundRun[] },
): Promise<string | null> {
  const named = (runs ?? (await findRuns(root))).find(
    ({ name, manifest }) => name === reference || manifest?.version === reference,
  );
  if (named) return named.folder;
  const found = await stat(join(reference, 'artifact')).catch(() => null);
  return found?.isDirectory() ? reference : null;
}
