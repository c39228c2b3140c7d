import type { TrainingSet } from '../../../io/training-set.ts';
import type { ItemVectors } from '../../../publish/item-vectors.ts';
import { createRandom, type Random } from '../../../random/create-random.ts';
import { shuffle } from '../../../random/shuffle.ts';
import { personHistories } from '../../../train/person-histories.ts';

/** Rows of the item vectors, oldest first. */
export interface History {
  likes: number[];
  nopes: number[];
}

const nearestAmong = 512;
const mostLikes = 20;

/** Histories of people of a training set, drawn at random among those who like an item that has a vector. */
export function drawPeople(
  data: TrainingSet,
  itemIds: readonly number[],
  { count, seed }: { count: number; seed: number },
): History[] {
  const rows = new Map(itemIds.map((id, row) => [id, row]));
  const rowOf = data.items.map(({ id }) => rows.get(id));
  const people = personHistories(data, 0, data.personIndex.length);
  const order = Int32Array.from(people.keys());
  shuffle(order, createRandom(seed, 1));
  const histories: History[] = [];
  for (const person of order) {
    if (histories.length === count) break;
    const { items, isLike } = people[person]!;
    const history: History = { likes: [], nopes: [] };
    for (const [at, item] of items.entries()) {
      const row = rowOf[item];
      if (row !== undefined) (isLike[at] ? history.likes : history.nopes).push(row);
    }
    if (history.likes.length > 0) histories.push(history);
  }
  return histories;
}

/** Made-up histories, where no people are known: 1 to 20 likes near one random item, 0 to 5 nopes anywhere. */
export function drawMadeUp(
  vectors: ItemVectors,
  { count, seed }: { count: number; seed: number },
): History[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(seed, 2, index);
    const anchor = pick(vectors, random);
    const near = Array.from({ length: nearestAmong }, () => pick(vectors, random))
      .map((row) => ({ row, similarity: similarity(vectors, anchor, row) }))
      .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
      .map(({ row }) => row);
    const likes = [...new Set([anchor, ...near])].slice(0, 1 + Math.floor(random() * mostLikes));
    const nopes = Array.from({ length: Math.floor(random() * 6) }, () => pick(vectors, random));
    return { likes, nopes };
  });
}

function pick({ itemIds }: ItemVectors, random: Random): number {
  return Math.floor(random() * itemIds.length);
}

function similarity({ embeddings, dim }: ItemVectors, a: number, b: number): number {
  let sum = 0;
  for (let at = 0; at < dim; at++) sum += embeddings[a * dim + at]! * embeddings[b * dim + at]!;
  return sum;
}
