import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const command = fileURLToPath(new URL('../../../batch/cli/matching.mjs', import.meta.url));
const hook = new URL('./count-operations.mjs', import.meta.url).href;

export interface KillPoint {
  /** The call to disk, DuckDB, Postgres or the API, from 1. */
  at: number;
  when: 'before' | 'during' | 'after';
}

export interface EndedCommand {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Calls that it made, where it came to its end. */
  calls: number;
}

/** Runs a `matching` command as a process of its own, which kills itself at a given call. */
export async function spawnCounted(args: string[], kill?: KillPoint): Promise<EndedCommand> {
  const countFile = path.join(newTempFolder(), 'calls');
  const environment = {
    ...process.env,
    COUNT_FILE: countFile,
    ...(kill && { KILL_AT: String(kill.at), KILL_WHEN: kill.when }),
  };
  const child = spawn(process.execPath, ['--import', hook, command, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const [status, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ended) => resolve(ended));
  });
  const calls = Number(await readFile(countFile, 'utf8').catch(() => '0'));
  return { status, signal, ...texts, calls };
}
