import { readFile } from 'node:fs/promises';
import { childProcesses } from './child-processes.ts';

/** Id of the Deno process that runs the Edge Functions of a stack; null where the system has no /proc. */
export async function functionsProcess(stackPid: number): Promise<number | null> {
  for (const pid of await childProcesses(stackPid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('deno/host.ts')) return pid;
  }
  return null;
}
