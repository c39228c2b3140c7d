import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CommandResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

const command = fileURLToPath(new URL('../../../batch/cli/matching.mjs', import.meta.url));

/** Runs one `matching` command to its end. */
export function runMatching(...args: string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const result: CommandResult = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ ...result, status }));
  });
}
