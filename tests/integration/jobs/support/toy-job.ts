import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JobDefinition } from '../../../../batch/jobs/runner/job-definition.ts';

/** What the toy job did, one word a line. */
export const readTrace = async (folder: string): Promise<string[]> =>
  (await readFile(join(folder, 'trace.txt'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

const parameters = z.strictObject({
  folder: z.string().min(1).describe('where the trace goes'),
  size: z.int().min(1).default(3).describe('what the first step returns'),
});

export interface ToyFaults {
  /** Called in the second step, after its checkpoint. */
  inSecond?: (signal: AbortSignal) => Promise<void>;
}

/** A job of three steps that writes down what it does; the second saves a checkpoint. */
export function createToyJob({ inSecond }: ToyFaults = {}): JobDefinition<typeof parameters> {
  return {
    name: 'toy-job',
    group: 'maintenance',
    title: 'Write words into a file',
    parameters,
    shardable: true,
    async run({ parameters: { folder, size }, step, signal, shard, dryRun }) {
      const trace = (word: string) =>
        dryRun ? Promise.resolve() : appendFile(join(folder, 'trace.txt'), `${word}\n`);
      const first = await step('first', async () => {
        await trace('first');
        return { size, shard: shard?.index ?? 0 };
      });
      await step('second', async ({ checkpoint, saveCheckpoint, progress }) => {
        await trace(`second from ${JSON.stringify(checkpoint)}`);
        await saveCheckpoint({ at: 5 });
        progress(5, 10, 'half way');
        await inSecond?.(signal);
        signal.throwIfAborted();
        await trace('second done');
      });
      await step('third', () => trace('third'));
      return { first };
    },
  };
}
