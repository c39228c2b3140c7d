import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface DenoRun {
  /** Goes to the script's standard input as JSON. */
  job: unknown;
  /** Flags such as `--allow-read=/folder`; nothing else is allowed. */
  permissions: string[];
  environment?: Record<string, string>;
}

/**
 * Runs a script of tests/contract/deno in stock Deno and returns what it prints as JSON.
 * @throws Error with what Deno said when it ends with another status than 0.
 */
export async function runDeno(script: string, { job, permissions, environment = {} }: DenoRun) {
  const child = spawn(
    `${root}node_modules/.bin/deno`,
    [
      'run',
      '--cached-only',
      '--no-prompt',
      `--config=${root}deno.json`,
      ...permissions,
      `${root}tests/contract/deno/${script}`,
    ],
    { env: { ...process.env, ...environment, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' } },
  );
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  child.stdin.end(JSON.stringify(job));
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`Deno ended with status ${status}:\n${complaints}`);
  return JSON.parse(output);
}
