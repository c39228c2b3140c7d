import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { sizeOf, type TrainingData } from '../io/training-data.ts';
import type { TimeSplit } from '../io/training-set.ts';
import { allBaselines } from './baselines/all-baselines.ts';
import type { Baseline } from './baselines/baseline.ts';
import { stopwatch } from './baselines/stopwatch.ts';
import { buildReport } from './build-report.ts';
import type { TableChoice } from './choose-tables.ts';
import { drawCases } from './draw-cases.ts';
import { likesOfItems } from './likes-of-items.ts';
import { measureBaseline } from './measure-baseline.ts';
import { type ModelVariant, measureModel } from './measure-model.ts';
import { nopeEffect } from './nope-effect.ts';
import type { PersonMetrics } from './person-metrics.ts';
import { reportIntervals } from './report-intervals.ts';
import { sampleCases } from './sample-cases.ts';
import { servedRanking } from './served-ranking.ts';
import { tableHealth } from './table-health.ts';

export interface EvaluateOptions {
  /** Of `data` when not given. */
  split?: TimeSplit;
  /** Lengths of lists; 10 and 20 when not given. */
  ks?: readonly number[];
  seed?: number;
  /** Rows that the last fit of baselines sees, so many as the model saw: the training part when not given. */
  fitEnd?: number;
  /** All of them when not given. */
  baselines?: readonly Baseline[];
  variants?: readonly ModelVariant[];
  /** Item vectors of the model, shape [items, dim], to be looked over. */
  vectors?: { embeddings: Float32Array; dim: number };
  /** At most so many people, drawn at random; everybody when not given. */
  testPeople?: number;
  resamples?: number;
  onProgress?: ((step: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface Evaluation {
  scoring: ModelManifest['scoring'];
  report: EvaluationReport;
  /** The figures that the manifest keeps, by system. */
  metrics: ModelManifest['metrics'];
  /** Values of each person by system, the same people in the same order: for the gate. */
  perPerson: ReadonlyMap<string, PersonMetrics>;
  /** Likes in the history of those people. */
  historyLengths: Int32Array;
}

const level = 0.95;
/** Answers to nopes, and the spread of scores, are looked at for so many people. */
const casesForBehaviour = 200;

/**
 * The one look at the test part: ranks the full catalogue for everybody who likes something new in it, with the
 * chosen tables, with each variant and with each baseline. All had the training and validation part as history.
 */
export async function evaluateModel(
  data: TrainingData,
  choice: TableChoice,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { split = data.split, ks = [10, 20], seed = 1, resamples = 1000, signal } = options;
  const { trainEnd, validationEnd } = split;
  const { fitEnd = trainEnd, baselines = allBaselines(), variants = [], testPeople } = options;
  const seconds = stopwatch();
  const { cases, people } = await drawCases(data, {
    ...{ historyEnd: validationEnd, targetEnd: sizeOf(data).decisions },
    ...{ limit: testPeople ?? Number.POSITIVE_INFINITY, seed, signal },
  });
  const [likes, recent] = (await likesOfItems(data, {
    end: validationEnd,
    halfLivesDays: [Number.POSITIVE_INFINITY, choice.popularity.halfLifeDays],
    signal,
  })) as [Float32Array, Float32Array];
  const measuring = { ks, likes, makers: data.items.map(({ maker }) => maker), signal };
  const scoring = {
    likes: recent,
    popularityWeights: choice.popularity.weights,
  };

  options.onProgress?.('model');
  const measured = await measureModel(cases, { items: data.items, choice, variants, scoring, measuring });
  const problem = {
    ...{ data, trainEnd, fitEnd, historyEnd: validationEnd, seed, signal },
    validation: choice.validation,
  };
  for (const baseline of baselines) {
    options.onProgress?.(baseline.name);
    measured.push(await measureBaseline(baseline, { cases, problem, measuring }));
  }

  options.onProgress?.('intervals');
  const perPerson = new Map(
    measured.flatMap(({ system, perPerson }) => (perPerson ? [[system.name, perPerson] as const] : [])),
  );
  const bootstrap = { resamples, level, seed };
  const spread = await reportIntervals(perPerson, { ks, of: 'model', ...bootstrap, signal });
  const some = sampleCases(cases, { limit: casesForBehaviour, seed });
  const { logits, temperature } = choice.winner;
  const report = buildReport(data, {
    ...{ split, fitEnd, ks, likes, choice, measured, spread, bootstrap },
    people: { test: people, testUsed: cases.length },
    nope: nopeEffect(some, data.items, servedRanking({ items: data.items, logits, ...scoring })),
    health: options.vectors ? tableHealth({ ...options.vectors, cases: some, scorer: logits }) : null,
    seconds: seconds(),
  });
  const { halfLifeDays, weights } = choice.popularity;
  return {
    scoring: { temperature, popularityHalfLifeDays: halfLifeDays, popularityWeights: weights },
    report,
    metrics: manifestMetrics(report),
    perPerson,
    historyLengths: Int32Array.from(cases, (entry) => entry.likes.length),
  };
}

function manifestMetrics({ systems, nope }: EvaluationReport): ModelManifest['metrics'] {
  const rows = systems.flatMap(({ name, result }) => (result ? [[name, result.metrics] as const] : []));
  return { ...Object.fromEntries(rows), nope };
}
