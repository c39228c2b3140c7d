import { fileURLToPath } from 'node:url';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { type RunningStack, readStackState } from '../../../batch/stack/read-stack-state.ts';
import { runStackInBackground } from '../../../batch/stack/run-stack-in-background.ts';
import { stopStack } from '../../../batch/stack/stop-stack.ts';
import { liftRateLimits } from '../../support/lift-rate-limits.ts';
import { fillStack } from '../../support/serving/fill-stack.ts';
import { createTestRoot } from '../../support/stack/create-test-root.ts';

export interface BenchStack extends RunningStack {
  root: string;
  remove(): Promise<void>;
}

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));

export interface BenchStackOptions {
  items: number;
  /** Default info; debug tells what every call of a database function took. */
  logLevel?: 'info' | 'debug';
}

/** A stack in a process of its own, so that it and whoever measures it do not wait for each other. */
export async function openBenchStack({ items, logLevel }: BenchStackOptions): Promise<BenchStack> {
  const placing = createTestRoot({ migrated: true });
  const starting = placing.then(({ root }) =>
    runStackInBackground({
      ...{ root, apiPort: 0, dbPort: 0, functionsFolder },
      ...(logLevel && { log: { level: logLevel } }),
    }),
  );
  let removing: Promise<void> | undefined;
  const remove = () => {
    removing ??= stopAndRemove();
    return removing;
  };
  async function stopAndRemove(): Promise<void> {
    await starting.catch(() => undefined);
    const place = await placing;
    if (await readStackState(place.root)) await stopStack(place.root);
    await place.remove();
  }
  // The stack runs in a process group of its own: an interrupted measurement would leave it behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => remove().finally(() => process.exit(130)));
  }
  try {
    const { root } = await placing;
    const stack = await starting;
    await fillStack({ ...stack, root }, { items });
    await liftLimits(stack.dbUrl);
    return { ...stack, root, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** One person asks faster than the limits for a person let them. */
async function liftLimits(dbUrl: string): Promise<void> {
  const database = await connectDatabase(dbUrl, { applicationName: 'bench' });
  await liftRateLimits(database).finally(() => database.end());
}
