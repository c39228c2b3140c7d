import { AppError } from '../../shared/errors/app-error.ts';
import { processStartTime } from './process-start-time.ts';
import { readStackState } from './read-stack-state.ts';

const patienceMs = 30_000;
const pollMs = 50;

/**
 * Ends the stack that runs in this root and waits until its process is gone.
 * @throws AppError STACK_NOT_RUNNING, or STACK_LOCKED when it has not ended after 30 s.
 */
export async function stopStack(root: string): Promise<void> {
  const state = await readStackState(root);
  if (!state) {
    throw new AppError('STACK_NOT_RUNNING', `No stack runs in ${root}`, {
      hint: 'Start one with `matching stack start`',
    });
  }
  process.kill(state.pid, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while ((await processStartTime(state.pid)) === state.processStarted) {
    if (Date.now() > deadline) {
      throw new AppError('STACK_LOCKED', `The stack (process ${state.pid}) is still busy and has not ended`, {
        hint: 'A long statement may be running: wait, or end that process yourself',
        details: { pid: state.pid },
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
