import path from 'node:path';
import type { Command } from 'commander';
import { parseFlags } from '../config/parse-flags.ts';
import { simulationOptionsSchema } from '../simulate/simulation-options.ts';

const defaults = simulationOptionsSchema.parse({});

/** `matching simulate`: writes a world with known tastes as RecBole atomic files. */
export function registerSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description(
      'Write a made-up catalogue, people with known tastes and what they decided (RecBole atomic files)',
    )
    .requiredOption('--out <folder>', 'where the files go')
    .option('--seed <number>', 'the same seed gives the same files', String(defaults.seed))
    .option('--people <count>', 'people', String(defaults.people))
    .option('--items <count>', 'items', String(defaults.items))
    .option('--decisions <count>', 'decisions aimed at', String(defaults.decisions))
    .option('--days <count>', 'length of the log', String(defaults.days))
    .option('--end <time>', 'instant of its end, ISO 8601', defaults.end)
    .option('--force', 'overwrite files of an earlier world', false)
    .action(async ({ out, force, ...flags }: { out: string; force: boolean } & Record<string, string>) => {
      const options = parseFlags(simulationOptionsSchema, flags);
      const { simulateWorld } = await import('../simulate/simulate-world.ts');
      const { summarizeWorld } = await import('../simulate/summarize-world.ts');
      const { writeWorld } = await import('../simulate/write-world.ts');
      const world = simulateWorld(options);
      await writeWorld(world, out, { force });
      const count = summarizeWorld(world);
      console.log(`Simulated world with seed ${world.options.seed} in ${path.resolve(out)}`);
      console.log(`  people     ${count.people}, of them cold (3 decisions at most) ${count.coldPeople}`);
      console.log(`  items      ${count.items}, of them cold (3 decisions at most) ${count.coldItems}`);
      const share = ((100 * count.likes) / Math.max(1, count.likes + count.nopes)).toFixed(1);
      console.log(`  decisions  ${count.likes} likes and ${count.nopes} nopes (${share} % likes)`);
    });
}
