import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { TrainingData } from '../io/training-data.ts';
import type { TimeSplit } from '../io/training-set.ts';
import { isTimed } from './baselines/half-lives.ts';
import { stopwatch } from './baselines/stopwatch.ts';
import { choosePopularityWeights, type PopularityChoice } from './choose-popularity-weights.ts';
import { drawCases } from './draw-cases.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { isClearlyAhead } from './is-clearly-ahead.ts';
import { likesOfItems } from './likes-of-items.ts';
import { byScore, measureScorer } from './measure-scorer.ts';
import { modelScorer } from './model-scorer.ts';
import { catalogueObjective } from './objectives/catalogue-objective.ts';
import type { Objective } from './objectives/objective.ts';
import type { Scorer } from './scorer.ts';

/** A way to rank that training made. */
export interface CandidateTables {
  /** Such as `trained` or `spectral`. */
  name: string;
  /** It errs less than others, so that it is taken unless another is clearly ahead. */
  isRobust?: boolean;
  temperature: number;
  /** similarity / temperature */
  logits: Scorer;
}

export interface ChooseTablesOptions {
  data: TrainingData;
  /** That of the catalogue when not given. */
  objective?: Objective;
  /** Of `data` when not given. */
  split?: TimeSplit;
  /** Draws the people of a large validation part. */
  seed: number;
  /** At most so many people choose; when not given 5,000, fewer (1,000 at least) for more than 20,000 items. */
  validationPeople?: number;
  signal?: AbortSignal | undefined;
}

export interface TableChoice<Candidate extends CandidateTables = CandidateTables> {
  winner: Candidate;
  /** Weights of popularity of the winner. */
  popularity: PopularityChoice;
  /** What each candidate reached on validation. */
  rows: EvaluationReport['candidates'];
  objective: Objective;
  /** The cases that chose, for baselines to be tuned on. */
  validation: EvaluationCase[];
  /** People of the whole validation part. */
  validationPeople: number;
}

/** The half-life is published and read by the database, so it is always finite. */
const halfLivesDays = [1, 3, 7, 14, 30, 90];
const ks = [10, 20];

/**
 * Weighs popularity for each candidate on the validation part, and takes the candidate with the largest objective
 * there, the first of equals; or the best robust one where nobody is clearly ahead of it. The test part is
 * not looked at.
 */
export async function chooseTables<Candidate extends CandidateTables>(
  candidates: readonly Candidate[],
  {
    data,
    objective = catalogueObjective,
    split = data.split,
    seed,
    validationPeople,
    signal,
  }: ChooseTablesOptions,
): Promise<TableChoice<Candidate>> {
  const limit = validationPeople ?? usualPeople(data.items.length);
  const { cases: validation, people } = await drawCases(data, {
    ...{ historyEnd: split.trainEnd, targetEnd: split.validationEnd },
    ...{ limit, seed, signal },
  });
  const deciding = validation.filter(objective.applies);
  if (validation.length > 0 && deciding.length === 0) {
    throw new AppError(
      'NOT_ENOUGH_DATA',
      `nobody in the validation part has what "${objective.name}" needs`,
      {
        hint: 'Set objective=catalogue, or import nopes beside the likes.',
      },
    );
  }
  const halfLives = isTimed(data) ? halfLivesDays : halfLivesDays.slice(-1);
  const [allLikes, ...decayed] = (await likesOfItems(data, {
    end: split.trainEnd,
    halfLivesDays: [Number.POSITIVE_INFINITY, ...halfLives],
    signal,
  })) as [Float32Array, ...Float32Array[]];
  const popularities = halfLives.map((halfLifeDays, at) => ({ halfLifeDays, likes: decayed[at]! }));
  const makers = data.items.map(({ maker }) => maker);
  const found = [];
  for (const candidate of candidates) {
    const seconds = stopwatch();
    const { logits } = candidate;
    const popularity = await choosePopularityWeights(deciding, {
      objective,
      logits,
      candidates: popularities,
      signal,
    });
    const { likes } = popularities.find(({ halfLifeDays }) => halfLifeDays === popularity.halfLifeDays)!;
    const scorer = modelScorer({ logits, likes, popularityWeights: popularity.weights });
    const measured = await measureScorer(validation, scorer, {
      ks,
      likes: allLikes,
      makers,
      rankers: { [candidate.name]: byScore },
      signal,
    });
    found.push({
      candidate,
      popularity,
      metrics: measured[candidate.name]!.result.metrics,
      seconds: seconds(),
    });
  }
  const best = chooseCandidate(found);
  return {
    winner: best.candidate,
    popularity: best.popularity,
    rows: found.map((one) => ({
      name: one.candidate.name,
      chosen: one === best,
      value: one.popularity.value,
      metrics: one.metrics,
      popularityHalfLifeDays: one.popularity.halfLifeDays,
      popularityWeights: one.popularity.weights,
      settingsTried: one.popularity.settingsTried,
      seconds: one.seconds,
    })),
    objective,
    validation,
    validationPeople: people,
  };
}

function chooseCandidate<Found extends { candidate: CandidateTables; popularity: PopularityChoice }>(
  found: readonly Found[],
): Found {
  const bestOf = (some: readonly Found[]) =>
    some.reduce<Found | undefined>(
      (best, one) => (best && best.popularity.value >= one.popularity.value ? best : one),
      undefined,
    );
  const best = bestOf(found);
  if (!best) throw new RangeError('Cannot choose tables: there is no candidate');
  const robust = bestOf(found.filter(({ candidate }) => candidate.isRobust));
  if (!robust) return best;
  const leads = Array.from(best.popularity.perCase, (value, at) => value - robust.popularity.perCase[at]!);
  return isClearlyAhead(leads) ? best : robust;
}

/** Each setting reads so many scores: some tenths of a second of one thread. */
function usualPeople(items: number): number {
  return Math.max(1000, Math.min(5000, Math.floor(1e8 / items)));
}
