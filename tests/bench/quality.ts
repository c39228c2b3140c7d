import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { presetsFolder } from '../../batch/config/presets-folder.ts';
import { resolveConfig } from '../../batch/config/resolve-config.ts';
import { leaveLastOut } from '../../batch/evaluate/leave-last-out.ts';
import { simulateWorld } from '../../batch/simulate/simulate-world.ts';
import { selectBackend } from '../../batch/train/backend/select-backend.ts';
import { trainingConfigSchema } from '../../batch/train/training-config.ts';
import { bestBaseline } from './quality/best-baseline.ts';
import { measureQuality } from './quality/measure-quality.ts';
import { readMovielens } from './quality/read-movielens.ts';
import { stripToPositives } from './quality/strip-to-positives.ts';
import { measureWorldQuality } from './quality/world-quality.ts';
import { worldTrainingSet } from './quality/world-training-set.ts';
import { Figures } from './support/figures.ts';

const parts = ['world', 'positives', 'leave-last-out', 'by-time'] as const;
/**
 * `--ml100k <folder>`: RecBole's ml-100k files, which may not be passed on and so are not here. `--only <part>`, which may
 * be repeated: the others are left out.
 */
const { values: flags } = parseArgs({
  options: {
    ml100k: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const unknown = flags.only.find((name) => !parts.some((part) => part === name));
if (unknown !== undefined) throw new RangeError(`Cannot run ${unknown}: the parts are ${parts.join(', ')}`);
const isAsked = (part: (typeof parts)[number]) => flags.only.length === 0 || flags.only.includes(part);
const resultPath = fileURLToPath(new URL('../../bench-results/quality.json', import.meta.url));
const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());

const settings = (preset: string, set: readonly string[] = []) =>
  resolveConfig(trainingConfigSchema, { presetsFolder, preset, set: [...set, ...flags.set] });
const standard = await settings('standard-768');
/** The world's people decide on what they are shown. */
const swipes = await settings('swipes-768');
await selectBackend(standard.backend);
const signal = stopped.signal;
const figures = new Figures();

const world = simulateWorld();
const data = worldTrainingSet(world, standard);
if (isAsked('world')) await measureWorld();
if (isAsked('positives')) await measurePositives('world, positives only', data, {});
if (flags.ml100k === undefined) console.log('ml-100k: left out; give its folder with --ml100k');
else {
  const movies = readMovielens(flags.ml100k);
  if (isAsked('positives')) await measurePositives('ml-100k, positives only', movies, { bar: 1 });
  if (isAsked('leave-last-out')) {
    await compare('ml-100k, leave-last-out', leaveLastOut(movies, { seed: 1 }), {
      metrics: ['ndcg10', 'recall10'],
      significant: ['ndcg10', 'recall10'],
    });
  }
  if (isAsked('by-time'))
    await compare('ml-100k, by time', movies, { metrics: ['recall20', 'ndcg10'], significant: ['recall20'] });
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model.trim(),
  cpus: cpus().length,
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function compare(
  name: string,
  set: typeof data,
  { metrics, significant }: { metrics: readonly string[]; significant: readonly string[] },
): Promise<void> {
  const began = performance.now();
  const model = await measureQuality(name, set, { config: standard, signal });
  for (const metric of metrics) {
    const found = bestBaseline(model, { metric });
    const { low, high, mean } = found.difference;
    console.log(
      `  ${metric} minus ${found.name}’s: ${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`,
    );
    figures.add(
      `${name}: ${metric} minus ${found.name}’s${significant.includes(metric) ? ', low end' : ''}`,
      significant.includes(metric) ? low : mean,
      { unit: '', bar: 0, atLeast: true },
    );
  }
  figures.add(`${name}: minutes to train and evaluate`, (performance.now() - began) / 60_000, {
    ...{ unit: 'min', bar: 10 },
  });
}

async function measureWorld(): Promise<void> {
  const made = await measureQuality('simulated world', data, { config: swipes, signal });
  measureWorldQuality(figures, { world, data, made });
  const resultOf = (name: string) =>
    made.evaluation.report.systems.find((system) => system.name === name)?.result;
  const coldOf = (name: string) =>
    resultOf(name)?.coldItems.find((group) => group.name === 'among-cold')?.metrics.recall20 ?? Number.NaN;
  figures.add('cold items: Recall@20 among them over popularity’s', coldOf('model') / coldOf('popularity'), {
    ...{ unit: 'x', bar: 1, atLeast: true },
  });
  const prefix = resultOf('prefix-256')!.metrics.ndcg10! / resultOf('model')!.metrics.ndcg10!;
  figures.add('NDCG@10 of the 256-prefix over that of the whole', prefix, {
    ...{ unit: 'x', bar: 0.97, atLeast: true },
  });
}

/** Without nopes, times and content. The few people of the world's test tell little: its ratios have no bar. */
async function measurePositives(name: string, set: typeof data, bar: { bar?: number }): Promise<void> {
  const made = await measureQuality(name, stripToPositives(set, 1), { config: standard, signal });
  for (const metric of ['recall20', 'ndcg20']) {
    const best = bestBaseline(made, { metric, among: ['ease', 'ials'] });
    const { low, high } = best.difference;
    console.log(`  ${metric} minus ${best.name}’s, 95 %: [${low.toFixed(4)}, ${high.toFixed(4)}]`);
    figures.add(`${name}: ${metric} over ${best.name}’s`, best.model / best.baseline, {
      ...{ unit: 'x', ...bar, atLeast: true },
    });
  }
}
