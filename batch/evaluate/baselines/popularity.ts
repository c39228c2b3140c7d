import { decayedLikes } from '../decayed-likes.ts';
import { meanObjective } from '../objective.ts';
import type { Baseline, BaselineProblem } from './baseline.ts';
import { halfLivesDays, isTimed } from './half-lives.ts';
import { popularityScorer } from './popularity-scorer.ts';
import { stopwatch } from './stopwatch.ts';

/** Likes of all time, the same order for everybody. */
export const popularity: Baseline = {
  name: 'popularity',
  async fit({ data, historyEnd }) {
    const seconds = stopwatch();
    const likes = decayedLikes(data, historyEnd, Number.POSITIVE_INFINITY);
    return {
      scorer: popularityScorer(likes),
      settings: {},
      settingsTried: 1,
      notes: [],
      seconds: { tune: 0, fit: seconds() },
    };
  },
};

/** Likes that count half after a half-life, chosen on validation. */
export const recentPopularity: Baseline = {
  name: 'recentPopularity',
  async fit(problem: BaselineProblem) {
    const { data, trainEnd, historyEnd, validation, signal } = problem;
    const seconds = stopwatch();
    const timed = isTimed(data);
    const candidates = timed ? halfLivesDays : [Number.POSITIVE_INFINITY];
    const best = { halfLifeDays: Number.POSITIVE_INFINITY, value: Number.NEGATIVE_INFINITY };
    for (const halfLifeDays of candidates) {
      const scorer = popularityScorer(decayedLikes(data, trainEnd, halfLifeDays));
      const value = await meanObjective(validation, scorer, { items: data.items.length, signal });
      if (value > best.value) Object.assign(best, { halfLifeDays, value });
    }
    const tune = seconds();
    const likes = decayedLikes(data, historyEnd, best.halfLifeDays);
    return {
      scorer: popularityScorer(likes),
      settings: { halfLifeDays: Number.isFinite(best.halfLifeDays) ? best.halfLifeDays : 'all time' },
      settingsTried: candidates.length,
      notes: timed ? [] : ['Decisions have no times: the same as popularity.'],
      seconds: { tune, fit: seconds() - tune },
    };
  },
};
