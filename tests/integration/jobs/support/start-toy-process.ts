import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ToyProcess {
  child: ChildProcess;
  /** Resolves when the job stays in its second step. */
  holding: Promise<void>;
  /** Resolves when the process has ended. */
  ended: Promise<{ status: number | null; output: string }>;
}

/** Runs the toy job in a process of its own. */
export function startToyProcess(root: string, folder: string, mode: 'hold' | 'go'): ToyProcess {
  const script = fileURLToPath(new URL('run-toy-job.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, root, folder, mode], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let isHolding: () => void;
  let failed: (error: Error) => void;
  const holding = new Promise<void>((resolve, reject) => {
    isHolding = resolve;
    failed = reject;
  });
  // Not every test waits for it.
  holding.catch(() => undefined);
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('holding')) isHolding();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = once(child, 'close').then(() => {
    failed(new Error(`the process ended: ${output}`));
    return { status: child.exitCode, output };
  });
  return { child, holding, ended };
}
