import { isInMemory } from '../../io/training-data.ts';
import { likeMatrix } from '../../train/like-matrix.ts';
import { likesOfItems } from '../likes-of-items.ts';
import { catalogueObjective } from '../objectives/catalogue-objective.ts';
import { meanObjective } from '../objectives/mean-objective.ts';
import { popularityObjectives } from '../popularity-objectives.ts';
import type { Scorer } from '../scorer.ts';
import {
  type AbsentBaseline,
  absentWhereStreamed,
  type Baseline,
  type BaselineProblem,
  type FittedBaseline,
} from './baseline.ts';
import { easeWeights, gramMatrix } from './ease-weights.ts';
import { halfLivesDays, isTimed } from './half-lives.ts';
import { fallbackNote, recentLikes, withFallback } from './recent-likes.ts';
import { stopwatch } from './stopwatch.ts';

export interface EaseOptions {
  /** Larger catalogues are left out: the inverse takes memory by the square and time by the cube of the items. */
  itemLimit: number;
}

interface FittedEase extends FittedBaseline {
  /** Fitted on [0, trainEnd), to tune with. */
  tuned: Scorer;
}

const popularityGrid = [0, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1];

/** EASE, and EASE + weight * ln(1 + recent likes), which shares its fit. */
export function easeBaselines(options: EaseOptions): [Baseline, Baseline] {
  const fits = new WeakMap<BaselineProblem, Promise<FittedEase | AbsentBaseline>>();
  const once = (problem: BaselineProblem): Promise<FittedEase | AbsentBaseline> => {
    const fit = fits.get(problem) ?? fitEase(problem, options);
    fits.set(problem, fit);
    return fit;
  };
  return [
    { name: 'ease', fit: once },
    {
      name: 'easePopularity',
      async fit(problem) {
        const ease = await once(problem);
        return 'absent' in ease ? ease : addPopularity(problem, ease);
      },
    },
  ];
}

/** An inverse takes seconds for 4,000 items and minutes for 12,000. */
function lambdasFor(items: number): number[] {
  if (items <= 4000) return [30, 100, 200, 300, 500, 1000, 2000];
  return items <= 8000 ? [100, 300, 1000] : [300];
}

async function fitEase(
  problem: BaselineProblem,
  { itemLimit }: EaseOptions,
): Promise<FittedEase | AbsentBaseline> {
  const { data, trainEnd, fitEnd, validation, signal } = problem;
  if (!isInMemory(data)) return absentWhereStreamed;
  const items = data.items.length;
  if (items > itemLimit) {
    return {
      absent: `EASE inverts a matrix of items by items: ${items} items are more than the ${itemLimit} that memory and time allow.`,
    };
  }
  const seconds = stopwatch();
  const lambdas = lambdasFor(items);
  const gram = gramMatrix(likeMatrix(data, trainEnd));
  const best = { lambda: 0, value: Number.NEGATIVE_INFINITY };
  let tuned: Scorer | undefined;
  for (const [at, lambda] of lambdas.entries()) {
    const spare = at === lambdas.length - 1 ? gram : gram.slice();
    const scorer = easeScorer(await easeWeights(spare, { items, lambda, signal }), items);
    const value = await meanObjective(validation, scorer, { items, signal });
    if (value <= best.value) continue;
    Object.assign(best, { lambda, value });
    tuned = scorer;
  }
  const tune = seconds();
  const recent = await recentLikes(problem);
  const { lambda } = best;
  const scorer =
    fitEnd === trainEnd
      ? tuned!
      : easeScorer(await easeWeights(gramMatrix(likeMatrix(data, fitEnd)), { items, lambda, signal }), items);
  return {
    tuned: withFallback(tuned!, recent.tuning),
    scorer: withFallback(scorer, recent.test),
    settings: { lambda },
    settingsTried: lambdas.length,
    notes: [fallbackNote],
    seconds: { tune, fit: seconds() - tune },
  };
}

/** @param weights shape [items, items] */
function easeScorer(weights: Float32Array, items: number): Scorer {
  return (cases) => {
    const scores = new Float32Array(cases.length * items);
    for (const [row, { likes }] of cases.entries()) {
      const own = scores.subarray(row * items, (row + 1) * items);
      for (const liked of new Set(likes)) {
        const line = weights.subarray(liked * items, (liked + 1) * items);
        for (let item = 0; item < items; item++) own[item]! += line[item]!;
      }
    }
    return scores;
  };
}

async function addPopularity(problem: BaselineProblem, ease: FittedEase): Promise<FittedBaseline> {
  const { data, trainEnd, historyEnd, validation, signal } = problem;
  const seconds = stopwatch();
  const halfLives = isTimed(data) ? halfLivesDays : [Number.POSITIVE_INFINITY];
  const likes = await likesOfItems(data, { end: trainEnd, halfLivesDays: halfLives, signal });
  const values = await popularityObjectives(validation, {
    objective: catalogueObjective,
    logits: ease.tuned,
    candidates: halfLives.map((halfLifeDays, at) => ({ halfLifeDays, likes: likes[at]! })),
    weights: popularityGrid,
    signal,
  });
  const best = { halfLifeDays: halfLives[0]!, weight: 0, value: Number.NEGATIVE_INFINITY };
  for (const [candidate, columns] of values.entries()) {
    for (const [at, column] of columns.entries()) {
      const value = column.reduce((sum, one) => sum + one, 0);
      if (value > best.value)
        Object.assign(best, { halfLifeDays: halfLives[candidate], weight: popularityGrid[at], value });
    }
  }
  const tune = seconds();
  const [added] = await likesOfItems(data, { end: historyEnd, halfLivesDays: [best.halfLifeDays], signal });
  const logLikes = added!.map((count) => Math.log1p(count));
  return {
    scorer: withAdded(ease.scorer, logLikes, best.weight),
    settings: {
      ...ease.settings,
      weight: best.weight,
      halfLifeDays: Number.isFinite(best.halfLifeDays) ? best.halfLifeDays : 'all time',
    },
    settingsTried: ease.settingsTried + halfLives.length * popularityGrid.length,
    notes: [
      ...ease.notes,
      ...(isTimed(data) ? [] : ['Decisions have no times: popularity is that of all time.']),
    ],
    seconds: { tune, fit: seconds() - tune },
  };
}

function withAdded(scorer: Scorer, logLikes: Float32Array, weight: number): Scorer {
  return (cases) => {
    const scores = scorer(cases);
    for (let start = 0; start < scores.length; start += logLikes.length)
      for (let item = 0; item < logLikes.length; item++) scores[start + item]! += weight * logLikes[item]!;
    return scores;
  };
}
