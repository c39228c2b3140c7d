import type { OffPolicyReport } from '../../shared/contracts/off-policy-report.ts';
import { allBaselines } from '../evaluate/baselines/all-baselines.ts';
import { type CandidateTables, chooseTables, type TableChoice } from '../evaluate/choose-tables.ts';
import { type Evaluation, evaluateModel } from '../evaluate/evaluate-model.ts';
import { gateSystem } from '../evaluate/gate/gate-system.ts';
import { type GateVerdict, judgeCandidate } from '../evaluate/gate/judge-candidate.ts';
import { objectiveNamed } from '../evaluate/objectives/objective-named.ts';
import { type TwoTowerScorer, twoTowerScorer } from '../evaluate/two-tower-scorer.ts';
import type { ImpressionLog } from '../io/impressions/impression-log.ts';
import { hasNopes, isInMemory, type TrainingData } from '../io/training-data.ts';
import type { BackendName } from '../train/backend/backend-names.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { activeVariant } from './active-model/active-variant.ts';
import type { ActiveModel } from './active-model/load-active-model.ts';
import { judgeOnLog } from './off-policy/judge-on-log.ts';
import { streamingNotes } from './streaming-notes.ts';
import type { FittedTables } from './tables/fitted-tables.ts';
import { type TableKind, tableCandidates } from './tables/table-candidates.ts';
import { tableFitter } from './tables/table-fitter.ts';

export interface MakeModelOptions {
  backend: BackendName;
  checkpointPath: string;
  /** The version that serves now, which the gate compares with; null where none does. */
  active?: ActiveModel | null | undefined;
  /** What people were shown; null where there is no log. */
  log?: ImpressionLog | null | undefined;
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface MadeModel {
  /** The tables that validation chose. */
  kind: TableKind;
  fitted: FittedTables;
  evaluation: Evaluation;
  gate: GateVerdict;
  /** What the reader of the run must know, in sentences. */
  notes: string[];
  /** Null where there is no log, or too little of it. */
  offPolicy: OffPolicyReport | null;
  seconds: { train: number; evaluate: number };
}

interface ModelCandidate extends CandidateTables {
  kind: TableKind;
  fitted: FittedTables;
}

/** Widths of the Matryoshka curve; those below the model's. */
const prefixes = [64, 128, 256, 512];

/** Fits each kind of tables that is asked for on the training part, chooses on validation, and looks at the test once. */
export async function makeModel(
  data: TrainingData,
  config: TrainingConfig,
  options: MakeModelOptions,
): Promise<MadeModel> {
  const { signal, onProgress } = options;
  const began = performance.now();
  const candidates: ModelCandidate[] = [];
  const scorers: Pick<TwoTowerScorer, 'dispose'>[] = [];
  const scorerOf = (fitted: FittedTables, prefix?: number) => {
    const { history } = fitted.spec;
    const { temperature } = fitted;
    const scorer = twoTowerScorer(fitted.tables, { history, temperature, ...(prefix && { prefix }) });
    scorers.push(scorer);
    return scorer.logits;
  };
  try {
    const makeTables = tableFitter(data, config, { ...options, trainRows: data.split.trainEnd });
    for (const candidate of tableCandidates(config, { hasNopes: hasNopes(data) })) {
      const fitted = await makeTables(candidate);
      const { name, kind } = candidate;
      const { temperature } = fitted;
      const isRobust = kind === 'blended';
      candidates.push({ name, kind, isRobust, fitted, temperature, logits: scorerOf(fitted) });
    }
    const trainedAt = performance.now();
    const choice = await chooseTables(candidates, {
      data,
      objective: objectiveNamed(config.objective),
      seed: config.seed,
      signal,
    });
    const evaluation = await evaluate(choice, candidates);
    const { logits } = choice.winner;
    const { scoring } = evaluation;
    const offPolicy =
      options.log && isInMemory(data)
        ? await judgeOnLog(options.log, { data, logits, scoring, seed: config.seed, signal })
        : null;
    return {
      kind: choice.winner.kind,
      fitted: choice.winner.fitted,
      evaluation,
      gate: judge(evaluation, options.active),
      notes: streamingNotes(data, config, evaluation.report),
      offPolicy,
      seconds: {
        train: (trainedAt - began) / 1000,
        evaluate: (performance.now() - trainedAt) / 1000,
      },
    };
  } finally {
    for (const scorer of scorers) scorer.dispose();
  }

  async function evaluate(
    choice: TableChoice<ModelCandidate>,
    all: readonly ModelCandidate[],
  ): Promise<Evaluation> {
    const { winner } = choice;
    const others = all.filter((candidate) => candidate !== winner);
    const active = options.active?.absent === null ? await activeVariant(options.active, data) : null;
    if (active) scorers.push(active);
    return evaluateModel(data, choice, {
      seed: config.seed,
      vectors: winner.fitted.tables,
      // The gate compares with popularity whatever else is asked for.
      baselines: allBaselines().filter(
        ({ name }) => name === 'popularity' || config.baselines.some((wanted) => wanted === name),
      ),
      variants: [
        ...(active ? [active] : []),
        ...others.map(({ name, logits }) => ({ name, logits })),
        ...prefixes
          .filter((width) => width < config.dim)
          .map((width) => ({ name: `prefix-${width}`, logits: scorerOf(winner.fitted, width) })),
      ],
      ...(!isInMemory(data) && { testPeople: config.streamTestPeople }),
      onProgress: (step) => onProgress?.(1, 1, `ranking: ${step}`),
      signal,
    });
  }
}

function judge(evaluation: Evaluation, active: ActiveModel | null | undefined): GateVerdict {
  const { health } = evaluation.report;
  if (!health) throw new RangeError('Cannot judge: the vectors were not looked over');
  return judgeCandidate({
    candidate: gateSystem(evaluation, 'model'),
    popularity: gateSystem(evaluation, 'popularity'),
    active: active?.absent === null ? gateSystem(evaluation, 'active') : null,
    activeAbsent: active?.version ? active.absent : null,
    historyLengths: evaluation.historyLengths,
    health,
  });
}
