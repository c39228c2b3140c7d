import { likesOfItems } from '../likes-of-items.ts';
import type { Baseline, BaselineProblem } from './baseline.ts';
import { isTimed } from './half-lives.ts';
import { popularityScorer } from './popularity-scorer.ts';
import { recentLikes } from './recent-likes.ts';
import { stopwatch } from './stopwatch.ts';

/** Likes of all time, the same order for everybody. */
export const popularity: Baseline = {
  name: 'popularity',
  async fit({ data, historyEnd, signal }) {
    const seconds = stopwatch();
    const halfLivesDays = [Number.POSITIVE_INFINITY];
    const [likes] = await likesOfItems(data, { end: historyEnd, halfLivesDays, signal });
    return {
      scorer: popularityScorer(likes!),
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
    const seconds = stopwatch();
    const { halfLifeDays, tried, test } = await recentLikes(problem);
    return {
      scorer: popularityScorer(test),
      settings: { halfLifeDays: Number.isFinite(halfLifeDays) ? halfLifeDays : 'all time' },
      settingsTried: tried,
      notes: isTimed(problem.data) ? [] : ['Decisions have no times: the same as popularity.'],
      seconds: { tune: seconds(), fit: 0 },
    };
  },
};
