import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { NopedItem } from '../../shared/ranking/nope-penalty.ts';
import { popularityWeight } from '../../shared/ranking/popularity-weight.ts';
import { rankPage } from '../../shared/ranking/rank-page.ts';
import type { TrainingSet } from '../io/training-set.ts';
import type { Ranker } from './evaluate-ranker.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { topItems } from './top-items.ts';

export interface ServedRankingOptions {
  items: TrainingSet['items'];
  /** similarity / temperature of each case with each item, shape [cases, items]. */
  logits: (cases: readonly EvaluationCase[]) => Float32Array;
  /** Decayed likes at the time of the cases, shape [items]. */
  likes: Float32Array;
  popularityWeights: ModelManifest['scoring']['popularityWeights'];
}

const candidates = 200;
const recentDecisions = 40;

/** Ranks as the endpoint does: the score of retrieval, then the rules of shared/ranking. */
export function servedRanking({ items, logits, likes, popularityWeights }: ServedRankingOptions): Ranker {
  const logLikes = likes.map((count) => Math.log1p(count));
  const makerIds = numberMakers(items);
  const attributes = items.map(({ tags }, index) => ({ makerId: makerIds[index]!, tags }));
  return (cases, limit) => {
    const scores = logits(cases);
    return cases.map((entry, row) => {
      const own = scores.subarray(row * items.length, (row + 1) * items.length);
      const weight = popularityWeight(entry.likes.length, { popularityWeights });
      for (let item = 0; item < own.length; item++) own[item] = own[item]! + weight * logLikes[item]!;
      const best = topItems(own, candidates, new Set([...entry.likes, ...entry.nopes]));
      const ranked = best.map((item) => ({ id: item, score: own[item]!, ...attributes[item]! }));
      return rankPage(ranked, { limit, nopes: recentNopes(entry, attributes) }).map(({ id }) => id);
    });
  };
}

function recentNopes(entry: EvaluationCase, attributes: Pick<NopedItem, 'makerId' | 'tags'>[]): NopedItem[] {
  return entry.decisions
    .slice(-recentDecisions)
    .reverse()
    .flatMap(({ item, isLike }, age) => (isLike ? [] : [{ ...attributes[item]!, age }]));
}

function numberMakers(items: TrainingSet['items']): (number | null)[] {
  const numbers = new Map<string, number>();
  return items.map(({ maker }) => {
    if (maker === null) return null;
    if (!numbers.has(maker)) numbers.set(maker, numbers.size);
    return numbers.get(maker)!;
  });
}
