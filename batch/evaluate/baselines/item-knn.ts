import { isInMemory } from '../../io/training-data.ts';
import { type LikeMatrix, likeMatrix } from '../../train/like-matrix.ts';
import { meanObjective } from '../objectives/mean-objective.ts';
import type { Scorer } from '../scorer.ts';
import { absentWhereStreamed, type Baseline, type BaselineProblem } from './baseline.ts';
import { type ItemNeighbours, itemNeighbours } from './item-neighbours.ts';
import { fallbackNote, recentLikes, withFallback } from './recent-likes.ts';
import { stopwatch } from './stopwatch.ts';

const neighbourCounts = [20, 50, 100, 200];
const shrinkages = [0, 10, 50, 100];
/** Two passes rather than four where a pass reads more numbers than this: pairs of likes, and items by items. */
const muchToRead = 1e9;
const mostLikes = 1000;

/**
 * Item-based nearest neighbours: an item's score is the sum of its similarities to what the person liked. The
 * number of neighbours and the shrinkage are chosen on validation.
 */
export const itemKnn: Baseline = {
  name: 'itemKnn',
  async fit(problem: BaselineProblem) {
    const { data, trainEnd, fitEnd, validation, signal } = problem;
    if (!isInMemory(data)) return absentWhereStreamed;
    const seconds = stopwatch();
    const items = data.items.length;
    const likes = likeMatrix(data, trainEnd);
    const some = countPairs(likes) + items ** 2 > muchToRead ? [10, 50] : shrinkages;
    const width = Math.max(...neighbourCounts);
    const best = { shrinkage: 0, neighbours: 0, value: Number.NEGATIVE_INFINITY };
    let bestTable: ItemNeighbours | undefined;
    for (const shrinkage of some) {
      const table = await itemNeighbours(likes, { width, shrinkage, mostLikes, signal });
      for (const neighbours of neighbourCounts) {
        const value = await meanObjective(validation, knnScorer(table, { items, neighbours }), {
          items,
          signal,
        });
        if (value <= best.value) continue;
        Object.assign(best, { shrinkage, neighbours, value });
        bestTable = table;
      }
    }
    const tune = seconds();
    const { shrinkage, neighbours } = best;
    const table =
      fitEnd === trainEnd && bestTable
        ? bestTable
        : await itemNeighbours(likeMatrix(data, fitEnd), { width, shrinkage, mostLikes, signal });
    return {
      scorer: withFallback(knnScorer(table, { items, neighbours }), (await recentLikes(problem)).test),
      settings: { neighbours, shrinkage },
      settingsTried: some.length * neighbourCounts.length,
      notes: [fallbackNote, ...longHistoryNotes(likes)],
      seconds: { tune, fit: seconds() - tune },
    };
  },
};

function knnScorer(
  { width, items: nearest, similarities }: ItemNeighbours,
  { items, neighbours }: { items: number; neighbours: number },
): Scorer {
  return (cases) => {
    const scores = new Float32Array(cases.length * items);
    for (const [row, { likes }] of cases.entries()) {
      for (const liked of new Set(likes)) {
        for (let at = liked * width; at < liked * width + neighbours; at++) {
          const item = nearest[at]!;
          if (item < 0) break;
          scores[row * items + item]! += similarities[at]!;
        }
      }
    }
    return scores;
  };
}

function countPairs({ rows, starts }: LikeMatrix): number {
  let pairs = 0;
  for (let row = 0; row < rows; row++) pairs += Math.min(mostLikes, starts[row + 1]! - starts[row]!) ** 2;
  return pairs;
}

function longHistoryNotes({ rows, starts }: LikeMatrix): string[] {
  let people = 0;
  for (let row = 0; row < rows; row++) if (starts[row + 1]! - starts[row]! > mostLikes) people++;
  return people === 0
    ? []
    : [`Similarities count only the newest ${mostLikes} likes of ${people} people who have more.`];
}
