import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';

/** The log file of a run (its id or the beginning of it), or the newest one of a job. Throws RUN_UNKNOWN. */
export async function findRunLog(
  dataRoot: string,
  wanted: { runId: string } | { job: string },
): Promise<string> {
  const { logs } = dataRootPaths(dataRoot);
  const names = (await readdir(logs).catch(() => [])).filter((name) => name.endsWith('.log'));
  const what = 'job' in wanted ? wanted.job : wanted.runId;
  const matches =
    'job' in wanted
      ? await newestFirst(logs, names)
      : names.filter((name) => name.startsWith(wanted.runId.toLowerCase()));
  if (!('job' in wanted) && matches.length > 1) {
    throw new AppError('RUN_UNKNOWN', `Cannot tell which run ${what} is: several begin with it`, {
      hint: 'Give more of its id.',
    });
  }
  for (const name of matches) {
    const file = join(logs, name);
    if (!('job' in wanted) || (await jobOf(file)) === wanted.job) return file;
  }
  throw new AppError('RUN_UNKNOWN', `Cannot find a log of ${what} in ${logs}`, {
    hint: 'Logs stay on the machine that ran the job; "matching status" says which.',
  });
}

async function newestFirst(folder: string, names: string[]): Promise<string[]> {
  const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs));
  return names
    .map((name, index) => ({ name, time: times[index]! }))
    .sort((a, b) => b.time - a.time)
    .map(({ name }) => name);
}

/** What its first line says. */
async function jobOf(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    for await (const line of handle.readLines()) return (JSON.parse(line) as { job?: string }).job;
  } catch {
    return undefined;
  } finally {
    await handle.close().catch(() => undefined);
  }
  return undefined;
}
