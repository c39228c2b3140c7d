import { likesOfItems } from '../likes-of-items.ts';
import { meanObjective } from '../objectives/mean-objective.ts';
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
  const tuned = await likesOfItems(data, { end: trainEnd, halfLivesDays: candidates, signal });
  const best = { candidate: 0, value: Number.NEGATIVE_INFINITY };
  for (const [candidate, likes] of tuned.entries()) {
    const scorer = popularityScorer(likes);
    const value = await meanObjective(validation, scorer, { items: data.items.length, signal });
    if (value > best.value) Object.assign(best, { candidate, value });
  }
  const halfLifeDays = candidates[best.candidate]!;
  const [test] = await likesOfItems(data, { end: historyEnd, halfLivesDays: [halfLifeDays], signal });
  return {
    halfLifeDays,
    tried: candidates.length,
    test: test!,
    tuning: tuned[best.candidate]!,
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
