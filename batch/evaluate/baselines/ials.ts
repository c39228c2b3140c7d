import * as tf from '@tensorflow/tfjs';
import { isInMemory } from '../../io/training-data.ts';
import { type LikeMatrix, likeMatrix } from '../../train/like-matrix.ts';
import { meanObjective } from '../objectives/mean-objective.ts';
import type { Scorer } from '../scorer.ts';
import { absentWhereStreamed, type Baseline, type BaselineProblem } from './baseline.ts';
import { gramOf, ialsSolver } from './ials-solver.ts';
import { fallbackNote, recentLikes, withFallback } from './recent-likes.ts';
import { stopwatch } from './stopwatch.ts';
import { type IalsSettings, trainIals } from './train-ials.ts';

const epochs = 12;
const foldInSteps = 20;
/** Multiply-adds that tuning may take: about a minute of one thread. */
const tuningBudget = 6e10;

/**
 * Matrix factorisation by implicit alternating least squares (Hu, Koren and Volinsky, 2008) with the
 * frequency-scaled ridge of Rendle et al. (2021). A person is solved for from their current likes; nothing is kept
 * of anybody. The weight of unobserved pairs, then the ridge, then the width are chosen on validation.
 */
export const ials: Baseline = {
  name: 'ials',
  async fit(problem: BaselineProblem) {
    const { data, trainEnd, fitEnd, validation, seed, signal } = problem;
    if (!isInMemory(data)) return absentWhereStreamed;
    const seconds = stopwatch();
    const items = data.items.length;
    const likes = likeMatrix(data, trainEnd);
    const usual = usualSettings(items);
    const best = { settings: usual, value: Number.NEGATIVE_INFINITY };
    let factors: Float32Array | undefined;
    let tried = 0;
    const attempt = async (settings: IalsSettings): Promise<void> => {
      const found = await trainIals(likes, { ...settings, epochs, seed, signal });
      const value = await meanObjective(validation, ialsScorer(found, settings), { items, signal });
      tried++;
      if (value <= best.value) return;
      Object.assign(best, { settings, value });
      factors = found;
    };
    // One setting after the other, each from the best so far.
    const affordable = Math.floor(tuningBudget / workOf(likes, usual.dim));
    // With one setting there is nothing to choose from.
    if (affordable >= 4 || fitEnd === trainEnd) await attempt(usual);
    for (const factor of affordable >= 4 ? [0.1, 0.3, 3] : [])
      await attempt({ ...best.settings, alpha: factor * usual.alpha });
    for (const factor of affordable >= 6 ? [0.3, 3] : [])
      await attempt({ ...best.settings, lambda: factor * usual.lambda });
    for (const dim of affordable >= 12 ? [32, 128] : []) await attempt({ ...best.settings, dim });
    const tune = seconds();
    const kept =
      fitEnd === trainEnd && factors
        ? factors
        : await trainIals(likeMatrix(data, fitEnd), { ...best.settings, epochs, seed, signal });
    return {
      scorer: withFallback(ialsScorer(kept, best.settings), (await recentLikes(problem)).test),
      settings: { ...best.settings, epochs },
      settingsTried: tried,
      notes: [fallbackNote, ...(tried < 2 ? ['Too large to tune in reasonable time: usual settings.'] : [])],
      seconds: { tune, fit: seconds() - tune },
    };
  },
};

/**
 * What all unobserved pairs of a person weigh, alpha · items, and what they add to the ridge, lambda · alpha · items,
 * stay as Rendle et al. found best for catalogues of 20,000 and 41,000 items: about 1,000 and about 4. With a weight
 * that ignores the catalogue's size the ridge outgrows the likes, and all factors shrink to nothing.
 */
function usualSettings(items: number): IalsSettings {
  const alpha = Math.min(0.3, 1000 / items);
  return { dim: 64, lambda: Math.min(0.01, 4 / (alpha * items)), alpha };
}

/** Multiply-adds of a fit. */
function workOf({ rows, columns, indices }: LikeMatrix, dim: number): number {
  return epochs * 4 * ((rows + columns) * dim * dim + 4 * indices.length * dim);
}

/** Solves for each person and multiplies with the items on the backend. @param factors shape [items, dim] */
export function ialsScorer(factors: Float32Array, { dim, lambda, alpha }: IalsSettings): Scorer {
  const gram = gramOf(factors, { dim, alpha });
  const solve = ialsSolver({ factors, dim, gram, lambda, alpha });
  return (cases) => {
    const people = new Float32Array(cases.length * dim);
    for (const [row, { likes }] of cases.entries())
      solve(people.subarray(row * dim, (row + 1) * dim), Int32Array.from(new Set(likes)), foldInSteps);
    const scores = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d(people, [cases.length, dim]),
        tf.tensor2d(factors, [factors.length / dim, dim]),
        false,
        true,
      ),
    );
    const values = scores.dataSync<'float32'>();
    scores.dispose();
    return values;
  };
}
