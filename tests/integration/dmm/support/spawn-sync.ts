import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../../batch/cli/matching.mjs', import.meta.url));

export interface RunningCommand {
  child: ChildProcess;
  /** Resolves when it ended. */
  ended: Promise<{ status: number | null; signal: string | null; stdout: string; stderr: string }>;
  kill(): void;
}

/** A `matching` command as a process of its own. `onLine` sees what it writes to stderr. */
export function spawnMatching(
  args: string[],
  onLine: (line: string) => void = () => undefined,
): RunningCommand {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    lines.forEach(onLine);
  });
  const ended = new Promise<Awaited<RunningCommand['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, ...texts }));
  });
  return { child, ended, kill: () => void child.kill('SIGKILL') };
}
