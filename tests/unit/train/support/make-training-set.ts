import { buildTrainingSet } from '../../../../batch/io/build-training-set.ts';
import { DecisionColumns } from '../../../../batch/io/decision-columns.ts';
import type { TrainingSet } from '../../../../batch/io/training-set.ts';

type Item = TrainingSet['items'][number];

/** An item of which nothing is known but what is given; `id` is the database id. */
export function makeItem(id: number, known: Partial<Item> = {}): Item {
  return {
    id,
    externalId: `item-${id}`,
    title: `Item ${id}`,
    maker: null,
    series: null,
    performers: [],
    tags: [],
    releasedAt: null,
    durationMinutes: null,
    priceYen: null,
    ...known,
  };
}

export type Decision = [person: string, item: number, kind: 'like' | 'nope', seconds: number];

/** `item` of a decision is an index; persons get their index by the order of their keys. */
export function makeTrainingSet(items: number | Item[], decisions: readonly Decision[]): TrainingSet {
  const columns = new DecisionColumns();
  for (const [person, item, kind, decidedAt] of decisions)
    columns.push(person, item, { isLike: kind === 'like', decidedAt });
  const list = typeof items === 'number' ? Array.from({ length: items }, (_, at) => makeItem(at + 1)) : items;
  return buildTrainingSet(list, columns);
}
