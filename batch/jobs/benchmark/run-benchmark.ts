import { basename, join } from 'node:path';
import { type BenchmarkReport, benchmarkReportSchema } from '../../../shared/contracts/benchmark-report.ts';
import { allBaselines } from '../../evaluate/baselines/all-baselines.ts';
import { chooseTables } from '../../evaluate/choose-tables.ts';
import { type Evaluation, evaluateModel } from '../../evaluate/evaluate-model.ts';
import { objectiveNamed } from '../../evaluate/objectives/objective-named.ts';
import { type TwoTowerScorer, twoTowerScorer } from '../../evaluate/two-tower-scorer.ts';
import { hasNopes } from '../../io/training-data.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { TrainingConfig } from '../../train/training-config.ts';
import type { ImportEnvironment } from '../import-files/import-options.ts';
import { runName } from '../run-name.ts';
import type { FittedTables } from '../tables/fitted-tables.ts';
import { type TableCandidate, tableCandidates } from '../tables/table-candidates.ts';
import { type TableFitter, tableFitter } from '../tables/table-fitter.ts';
import type { BenchmarkFiles } from './benchmark-files.ts';
import { type BenchmarkSet, readBenchmarkSet } from './read-benchmark-set.ts';

export interface BenchmarkOptions {
  files: BenchmarkFiles;
  preset: string;
  config: TrainingConfig;
  /** Length of the lists. */
  k: number;
  maxRejectShare: number;
  /** At most so many test people, drawn at random; everybody when not given. */
  testPeople?: number | undefined;
}

/**
 * Trains and ranks any data set with a fixed split. Item tables are made in each way that the configuration allows and
 * chosen on validation. Where validation was taken from the training file, the chosen tables, like the baselines, are
 * fitted again on the whole of it. The test is ranked in full, for everybody with a new like in it, with what they
 * decided on before masked.
 */
export async function runBenchmark(
  env: ImportEnvironment,
  options: BenchmarkOptions,
): Promise<BenchmarkReport> {
  const { files, config, preset, k, maxRejectShare } = options;
  const began = performance.now();
  const set = await readBenchmarkSet(env, {
    ...files,
    maxRejectShare,
    validationShare: config.validationShare,
    seed: config.seed,
  });
  const readAt = performance.now();
  const backend = await selectBackend(config.backend);
  const folder = join(env.dataRoot, 'runs', runName(preset, config, set.data.fingerprint));
  const makeFitter = (trainRows: number): TableFitter =>
    tableFitter(set.data, config, {
      trainRows,
      backend,
      checkpointPath: join(folder, `trained-${trainRows}.ckpt`),
      onProgress: env.onProgress,
      signal: env.signal,
    });
  const { found, evaluation, fittedRows, trainSeconds } = await trainAndEvaluate(set, options, {
    makeFitter,
    env,
  });
  const ended = performance.now();
  return benchmarkReportSchema.parse({
    format: 'adult-matching/benchmark@1',
    createdAt: new Date().toISOString(),
    files: {
      train: basename(files.train),
      test: basename(files.test),
      valid: files.valid === undefined ? null : basename(files.valid),
      item: files.item === undefined ? null : basename(files.item),
    },
    counts: { ...set.counts, testPeople: evaluation.report.people.testUsed },
    timed: set.timed,
    validation: set.validation,
    preset,
    config,
    backend,
    k,
    tables: found,
    fittedRows,
    systems: systemsOf(evaluation, { k, trainSeconds }),
    seconds: {
      read: (readAt - began) / 1000,
      train: trainSeconds,
      evaluate: (ended - readAt) / 1000 - trainSeconds,
      total: (ended - began) / 1000,
    },
    peakMemoryMegabytes: process.resourceUsage().maxRSS / 1024,
    evaluation: evaluation.report,
  } satisfies BenchmarkReport);
}

async function trainAndEvaluate(
  set: BenchmarkSet,
  { config, k, testPeople }: BenchmarkOptions,
  { makeFitter, env }: { makeFitter: (rows: number) => TableFitter; env: ImportEnvironment },
) {
  const { data } = set;
  const { trainEnd, validationEnd } = data.split;
  const scorers: TwoTowerScorer[] = [];
  const candidateOf = (candidate: TableCandidate, fitted: FittedTables) => {
    const scorer = twoTowerScorer(fitted.tables, {
      history: fitted.spec.history,
      temperature: fitted.temperature,
    });
    scorers.push(scorer);
    return {
      name: candidate.name,
      candidate,
      isRobust: candidate.kind === 'blended',
      fitted,
      temperature: fitted.temperature,
      logits: scorer.logits,
    };
  };
  try {
    const began = performance.now();
    const candidates = [];
    const makeTables = makeFitter(trainEnd);
    for (const candidate of tableCandidates(config, { hasNopes: hasNopes(data) }))
      candidates.push(candidateOf(candidate, await makeTables(candidate)));
    let trainSeconds = (performance.now() - began) / 1000;
    env.onProgress?.(0, 1, 'choosing on validation');
    const choice = await chooseTables(candidates, {
      data,
      objective: objectiveNamed(config.objective),
      seed: config.seed,
      signal: env.signal,
    });
    const found = candidates.map(({ candidate, fitted }, at) => ({
      name: candidate.name,
      kind: candidate.kind,
      chosen: choice.rows[at]!.chosen,
      value: choice.rows[at]!.value,
      seconds: fitted.seconds,
      examplesPerSecond: fitted.examplesPerSecond,
    }));
    const fittedRows = set.validation === 'given' ? trainEnd : validationEnd;
    let { winner } = choice;
    if (fittedRows !== trainEnd) {
      for (const scorer of scorers.splice(0)) scorer.dispose();
      // The tables of the first fit are not needed any more: at their size two are enough.
      candidates.length = 0;
      winner = candidateOf(winner.candidate, await makeFitter(fittedRows)(winner.candidate));
      trainSeconds += winner.fitted.seconds;
    }
    const evaluation = await evaluateModel(
      data,
      { ...choice, winner },
      {
        ks: [...new Set([k, 10, 20])].sort((a, b) => a - b),
        seed: config.seed,
        fitEnd: fittedRows,
        baselines: allBaselines().filter(({ name }) => config.baselines.some((wanted) => wanted === name)),
        vectors: { embeddings: winner.fitted.tables.embeddings, dim: config.dim },
        ...(testPeople !== undefined && { testPeople }),
        onProgress: (step) => env.onProgress?.(0, 1, `ranking: ${step}`),
        signal: env.signal,
      },
    );
    return { found, evaluation, fittedRows, trainSeconds };
  } finally {
    for (const scorer of scorers) scorer.dispose();
  }
}

function systemsOf(
  { report }: Evaluation,
  { k, trainSeconds }: { k: number; trainSeconds: number },
): BenchmarkReport['systems'] {
  return report.systems
    .filter(({ kind }) => kind === 'model' || kind === 'baseline')
    .map(({ name, kind, absent, result, seconds }) => ({
      name,
      absent,
      recall: result?.metrics[`recall${k}`] ?? null,
      ndcg: result?.metrics[`ndcg${k}`] ?? null,
      seconds: kind === 'model' ? { ...seconds, fit: trainSeconds } : seconds,
    }));
}
