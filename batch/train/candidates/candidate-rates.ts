import type { Random } from '../../random/create-random.ts';
import { drawExample } from '../draw-example.ts';
import type { PersonHistory } from '../person-histories.ts';
import { limitExample } from './limit-example.ts';

export interface CandidateRatesOptions {
  items: number;
  emptyHistory: number;
  random: Random;
}

/**
 * Probability that a person drawn at random brings each item, as a target or a hidden nope, into a step's candidates.
 * The shares of likes and of nopes that are hidden are measured on one example of everybody and taken to be the same
 * for all items: counts of single items would be too few to go by.
 */
export async function candidateRates(
  people: AsyncIterable<PersonHistory>,
  { items, emptyHistory, random }: CandidateRatesOptions,
): Promise<Float64Array> {
  const likes = new Float64Array(items);
  const nopes = new Float64Array(items);
  const total = { people: 0, likes: 0, nopes: 0, targets: 0, hiddenNopes: 0 };
  for await (const person of people) {
    total.people++;
    for (const [at, item] of person.items.entries()) {
      if (person.isLike[at]) likes[item]!++;
      else nopes[item]!++;
    }
    const { targets, hiddenNopes } = limitExample(drawExample(person, emptyHistory, random), random);
    total.targets += targets.length;
    total.hiddenNopes += hiddenNopes.length;
  }
  for (let item = 0; item < items; item++) {
    total.likes += likes[item]!;
    total.nopes += nopes[item]!;
  }
  const shareOfLikes = total.targets / Math.max(1, total.likes);
  const shareOfNopes = total.hiddenNopes / Math.max(1, total.nopes);
  const expected = (item: number): number => likes[item]! * shareOfLikes + nopes[item]! * shareOfNopes;
  return Float64Array.from({ length: items }, (_, item) => expected(item) / Math.max(1, total.people));
}
