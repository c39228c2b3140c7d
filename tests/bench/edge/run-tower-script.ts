import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findDeno } from '../../../batch/stack/find-deno.ts';
import type { TowerOnDisk } from './write-tower.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a script of tests/bench/deno on a tower; returns what it printed and the ms until it did, start included. */
export async function runTowerScript(
  script: string,
  { folder, version, manifestSha256 }: TowerOnDisk,
  ...more: string[]
): Promise<{ wallMs: number; printed: unknown }> {
  const began = performance.now();
  const child = spawn(
    findDeno(),
    [
      ...['run', '--quiet', '--cached-only', '--no-prompt', `--config=${project}deno.json`],
      `--allow-read=${folder},${project}`,
      `${project}tests/bench/deno/${script}`,
      ...[folder, version, manifestSha256, ...more],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' } },
  );
  let output = '';
  let complaints = '';
  let wallMs = Number.NaN;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.endsWith('\n')) wallMs = performance.now() - began;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${script} ended with status ${status}:\n${complaints}`);
  return { wallMs, printed: JSON.parse(output) };
}
