import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a TypeScript file of this folder in a process of its own; returns what it printed and its seconds, start included. */
export async function runScript(
  script: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ printed: unknown; wallSeconds: number }> {
  const began = performance.now();
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${script} ended with status ${status}:\n${complaints}`);
  return { printed: JSON.parse(output), wallSeconds: (performance.now() - began) / 1000 };
}
