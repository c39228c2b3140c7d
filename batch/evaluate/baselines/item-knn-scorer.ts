import type { TrainingSet } from '../../io/training-set.ts';
import { personHistories } from '../../train/person-histories.ts';
import type { Scorer } from '../evaluate-ranker.ts';

const neighbours = 100;
/** Keeps items that few people liked from being everybody's nearest neighbour. */
const shrinkage = 10;

/**
 * Item-based nearest neighbours (Sarwar et al., 2001) on likes in rows [0, end): cosine with shrinkage,
 * co(i, j) / (sqrt(n_i n_j) + 10), the 100 nearest of each item; an item's score is the sum over the person's likes.
 */
export function itemKnnScorer(data: TrainingSet, end: number): Scorer {
  const items = data.items.length;
  const likedBy: number[][] = Array.from({ length: items }, () => []);
  const likes = personHistories(data, 0, end).map(({ items: decided, isLike }) =>
    Array.from(decided).filter((_, at) => isLike[at] === 1),
  );
  for (const [person, liked] of likes.entries()) for (const item of liked) likedBy[item]!.push(person);
  const nearest = likedBy.map((people, item) => nearestOf(item, people, likes, likedBy));

  return (cases) => {
    const scores = new Float32Array(cases.length * items);
    for (const [row, { likes: history }] of cases.entries()) {
      for (const liked of history) {
        for (const [item, similarity] of nearest[liked]!) {
          scores[row * items + item] = scores[row * items + item]! + similarity;
        }
      }
    }
    return scores;
  };
}

function nearestOf(
  item: number,
  people: number[],
  likes: number[][],
  likedBy: number[][],
): [number, number][] {
  const together = new Map<number, number>();
  for (const person of people) {
    for (const other of likes[person]!)
      if (other !== item) together.set(other, (together.get(other) ?? 0) + 1);
  }
  return [...together]
    .map(([other, count]): [number, number] => [
      other,
      count / (Math.sqrt(people.length * likedBy[other]!.length) + shrinkage),
    ])
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, neighbours);
}
