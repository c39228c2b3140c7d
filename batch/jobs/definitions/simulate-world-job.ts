import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { simulateWorld } from '../../simulate/simulate-world.ts';
import { simulationOptionsSchema } from '../../simulate/simulation-options.ts';
import { summarizeWorld } from '../../simulate/summarize-world.ts';
import { writeWorld } from '../../simulate/write-world.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const { seed, people, items, decisions, days, end } = simulationOptionsSchema.shape;

const parametersSchema = z.strictObject({
  out: z.string().min(1).describe('folder that the files go to'),
  force: z.boolean().default(false).describe('overwrite files of an earlier world'),
  seed: seed.describe('the same seed gives the same files'),
  people: people.describe('people'),
  items: items.describe('items'),
  decisions: decisions.describe('decisions aimed at'),
  days: days.describe('length of the log'),
  end: end.describe('instant of its end, ISO 8601'),
});

export const simulateWorldJob: JobDefinition<typeof parametersSchema> = {
  name: 'simulate-world',
  group: 'data-processing',
  title: 'Write a made-up catalogue, people with known tastes and their decisions',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { out, force, ...options }, dryRun, step }) {
    if (dryRun) return { dryRun: true, ...summarizeWorld(simulateWorld(options)) };
    // A step of its own: files that an attempt cut short has begun with are no reason to refuse the next one.
    if (!force) await step('check', () => refuseWorld(out));
    return step('simulate', async () => {
      const world = simulateWorld(options);
      await writeWorld(world, out, { force: true });
      return { folder: resolve(out), ...summarizeWorld(world) };
    });
  },
};

async function refuseWorld(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const there = names.find((name) => name.startsWith('world.'));
  if (there === undefined) return;
  throw new AppError('INVALID_DATA', `Cannot write ${join(folder, there)}: it exists`, {
    hint: 'Choose another folder, or set force=true to overwrite.',
  });
}
