import { candidateCount } from '../../shared/ranking/candidate-count.ts';
import type { NopedItem } from '../../shared/ranking/nope-penalty.ts';
import { rankPage } from '../../shared/ranking/rank-page.ts';
import type { TrainingSet } from '../io/training-set.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import type { RowRanker } from './scorer.ts';
import { topItems } from './top-items.ts';

const recentDecisions = 40;

/** Takes a page as the endpoint does: the best by score, then the rules of shared/ranking. */
export function servedPage(items: TrainingSet['items']): RowRanker {
  const makerIds = numberMakers(items);
  const attributes = items.map(({ tags, series, performers }, index) => ({
    ...{ makerId: makerIds[index]!, tags, series, performers },
  }));
  return (entry, scores, limit) => {
    const ranked = topItems(scores, candidateCount(limit)).map((item) => ({
      id: item,
      score: scores[item]!,
      ...attributes[item]!,
    }));
    return rankPage(ranked, { limit, nopes: recentNopes(entry, attributes) }).map(({ item }) => item.id);
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
