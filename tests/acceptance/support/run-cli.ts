import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandResult } from '../../support/stack/run-matching.ts';

const command = fileURLToPath(new URL('../../../batch/cli/matching.mjs', import.meta.url));

/** Whoever runs the tests may work with a hosted project or have settings: no command may see them. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SUPABASE|MATCHING)_|^NODE_OPTIONS$/.test(name)),
  );
}

/** Runs `node batch/cli/matching.mjs` as a person does, to its end. */
export function runCli(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...environment },
  });
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
