import { decayedLikes } from '../decayed-likes.ts';
import { meanObjective } from '../objective.ts';
import type { Scorer } from '../scorer.ts';
import type { BaselineProblem } from './baseline.ts';
import { halfLivesDays, isTimed } from './half-lives.ts';
import { popularityScorer } from './popularity-scorer.ts';

export interface RecentLikes {
  /** Chosen on validation; Infinity where decisions have no times. */
  halfLifeDays: number;
  tried: number;
  /** Decayed likes for the test and for tuning, shape [items]. */
  test: Float32Array;
  tuning: Float32Array;
}

const known = new WeakMap<BaselineProblem, Promise<RecentLikes>>();

/** Likes by the half-life that ranks best on validation; chosen once for all baselines of a problem. */
export function recentLikes(problem: BaselineProblem): Promise<RecentLikes> {
  const likes = known.get(problem) ?? chooseHalfLife(problem);
  known.set(problem, likes);
  return likes;
}

async function chooseHalfLife(problem: BaselineProblem): Promise<RecentLikes> {
  const { data, trainEnd, historyEnd, validation, signal } = problem;
  const candidates = isTimed(data) ? halfLivesDays : [Number.POSITIVE_INFINITY];
  const best = { halfLifeDays: Number.POSITIVE_INFINITY, value: Number.NEGATIVE_INFINITY };
  for (const halfLifeDays of candidates) {
    const scorer = popularityScorer(decayedLikes(data, trainEnd, halfLifeDays));
    const value = await meanObjective(validation, scorer, { items: data.items.length, signal });
    if (value > best.value) Object.assign(best, { halfLifeDays, value });
  }
  const { halfLifeDays } = best;
  return {
    halfLifeDays,
    tried: candidates.length,
    test: decayedLikes(data, historyEnd, halfLifeDays),
    tuning: decayedLikes(data, trainEnd, halfLifeDays),
  };
}

export const fallbackNote = 'People without a like get recent popularity.';

/** The scorer, and popularity for who has no like to fold in: nothing else is known of them. @param likes [items] */
export function withFallback(scorer: Scorer, likes: Float32Array): Scorer {
  return (cases) => {
    const scores = scorer(cases);
    for (const [row, entry] of cases.entries())
      if (entry.likes.length === 0) scores.set(likes, row * likes.length);
    return scores;
  };
}
