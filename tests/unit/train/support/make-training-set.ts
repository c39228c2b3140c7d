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

/**
 * A training set of a few decisions, as a dataset of them would read: `item` of a decision is an index, persons get
 * their index by the order of their keys. Four fifths train and a tenth validates.
 */
export function makeTrainingSet(items: number | Item[], decisions: readonly Decision[]): TrainingSet {
  const list = typeof items === 'number' ? Array.from({ length: items }, (_, at) => makeItem(at + 1)) : items;
  const personKeys = [...new Set(decisions.map(([person]) => person))].sort();
  const rank = new Map(personKeys.map((key, index) => [key, index]));
  const rows = decisions
    .map(([person, item, kind, at]) => ({ person: rank.get(person)!, item, kind, at }))
    .sort((a, b) => a.at - b.at || a.person - b.person || a.item - b.item);
  return {
    items: list,
    personKeys,
    personIndex: Int32Array.from(rows, ({ person }) => person),
    itemIndex: Int32Array.from(rows, ({ item }) => item),
    isLike: Uint8Array.from(rows, ({ kind }) => Number(kind === 'like')),
    decidedAt: Float64Array.from(rows, ({ at }) => at),
    split: {
      trainEnd: Math.floor(rows.length * 0.8),
      validationEnd: Math.floor(rows.length * 0.9),
    },
    fingerprint: '5e'.repeat(32),
  };
}
