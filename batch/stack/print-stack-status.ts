import { AppError } from '../../shared/errors/app-error.ts';
import { readStackState } from './read-stack-state.ts';

export interface StatusFlags {
  root: string;
  json?: boolean;
  env?: boolean;
}

const exitNotRunning = new AppError('STACK_NOT_RUNNING', '').exitStatus;

/** Prints where the stack answers. Sets the exit status 3 when none runs. */
export async function printStackStatus(flags: StatusFlags): Promise<void> {
  const state = await readStackState(flags.root);
  if (!state) {
    process.exitCode = exitNotRunning;
    if (flags.json) console.log(JSON.stringify({ running: false }));
    else console.error(`No stack runs in ${flags.root}`);
    return;
  }
  if (flags.json) {
    const { pid, apiUrl, apiPort, dbPort, startedAt } = state;
    console.log(JSON.stringify({ running: true, pid, apiUrl, apiPort, dbPort, startedAt }));
  } else if (flags.env) {
    // Neither addresses nor keys hold a quote: single quotes keep a shell from reading them.
    console.log(`export SUPABASE_URL='${state.apiUrl}'`);
    console.log(`export SUPABASE_DB_URL='${state.dbUrl}'`);
    console.log(`export SUPABASE_PUBLISHABLE_KEY='${state.publishableKey}'`);
    console.log(`export SUPABASE_SECRET_KEY='${state.secretKey}'`);
  } else {
    console.log(`running   process ${state.pid}, since ${state.startedAt}`);
    console.log(`API       ${state.apiUrl}`);
    console.log(`database  127.0.0.1:${state.dbPort} (address with password: matching stack status --env)`);
  }
}
