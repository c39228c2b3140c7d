import type { Command } from 'commander';
import { z } from 'zod';
import type { BenchmarkReport } from '../../shared/contracts/benchmark-report.ts';
import { parseFlags } from '../config/parse-flags.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

const path = z.string().min(1);
const flagsSchema = z.strictObject({
  train: path,
  test: path,
  valid: path.optional(),
  item: path.optional(),
  preset: z.string().min(1),
  set: z.array(z.string()),
  k: z.int().min(1).max(1000),
  report: path.optional(),
  maxRejectShare: z.number().min(0).max(1),
  testPeople: z.int().min(1).optional(),
  root: z.string().min(1),
});

/** `matching benchmark`: trains and ranks a data set with a fixed split, beside the baselines. */
export function registerBenchmarkCommand(program: Command): void {
  program
    .command('benchmark')
    .description('Train on one file and rank another, beside the baselines; needs no database')
    .requiredOption(
      '--train <file>',
      'events to train on: an atomic .inter file; without ratings all are likes',
    )
    .requiredOption('--test <file>', 'events to find')
    .option('--valid <file>', 'events to choose settings by (default: a part of the training likes)')
    .option('--item <file>', 'content of the items, an atomic .item file')
    .option('--preset <name>', 'preset of models/presets', 'quickstart')
    .option('--set <key=value>', 'a setting, such as tables=spectral; may be repeated', collect, [])
    .option('--k <count>', 'length of the lists', '20')
    .option('--report <file>', 'write all figures here, as JSON')
    .option('--max-reject-share <share>', 'share of the lines of a file that may be unreadable', '0.01')
    .option('--test-people <count>', 'rank for at most so many people, drawn at random (default: all)')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .action(async (given: Record<string, unknown>) => {
      const flags = parseFlags(flagsSchema, given);
      // Loaded when needed: TensorFlow.js and the database of files would slow every other command down.
      const { benchmarkFromFiles } = await import('../jobs/benchmark/benchmark-from-files.ts');
      const { abortOnSignals } = await import('./abort-on-signals.ts');
      const { createProgress } = await import('./create-progress.ts');
      const progress = createProgress('Benchmark');
      const options = { ...flags, signal: abortOnSignals(), onProgress: progress.update };
      const report = await benchmarkFromFiles(options).finally(progress.stop);
      printReport(report, flags.report);
    });
}

function printReport(report: BenchmarkReport, path: string | undefined): void {
  const { counts, k, tables, seconds } = report;
  console.log(
    `${counts.people} people, ${counts.items} items; ${counts.train} events train, ${counts.valid} validate, ` +
      `${counts.test} test; ${counts.rejected} lines rejected`,
  );
  for (const { kind, chosen, value, ...table } of tables) {
    const unit = kind === 'trained' ? 'people/s' : 'likes/s';
    console.log(
      `${kind}${chosen ? ' (chosen)' : ''}: ${value.toFixed(4)} on validation, ${table.seconds.toFixed(1)} s, ` +
        `${Math.round(table.examplesPerSecond)} ${unit}`,
    );
  }
  const rows = report.systems.map(({ name, absent, recall, ndcg, seconds: used }) =>
    absent === null
      ? [name, number(recall), number(ndcg), (used.tune + used.fit + used.rank).toFixed(1)]
      : [name, '-', '-', absent],
  );
  const table = [['', `Recall@${k}`, `NDCG@${k}`, 'seconds'], ...rows];
  for (const line of formatTable(table, { width: terminalWidth() })) console.log(line);
  console.log(
    `${counts.testPeople} test people; training ${seconds.train.toFixed(1)} s, in all ${seconds.total.toFixed(1)} s, ` +
      `peak memory ${Math.round(report.peakMemoryMegabytes)} MB`,
  );
  if (path !== undefined) console.log(`Report: ${path}`);
}

function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}
