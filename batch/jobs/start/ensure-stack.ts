import { type RunningStack, readStackState } from '../../stack/read-stack-state.ts';
import { runStackInBackground } from '../../stack/run-stack-in-background.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import type { StartOptions } from './start-options.ts';

export interface EnsuredStack {
  stack: RunningStack;
  /** False when it ran before: then it is not ours to stop. */
  started: boolean;
  stop(): Promise<void>;
}

/** The stack that runs in the root, started when there is none. @throws AppError as the start of the stack. */
export async function ensureStack({ root, apiPort, dbPort }: StartOptions): Promise<EnsuredStack> {
  const running = await readStackState(root);
  if (running) return { stack: running, started: false, stop: async () => undefined };
  const stack = await runStackInBackground({ root, apiPort, dbPort });
  return { stack, started: true, stop: () => stopStack(root) };
}
