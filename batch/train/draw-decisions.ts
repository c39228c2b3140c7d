import type { Random } from '../random/create-random.ts';
import type { Example } from './draw-example.ts';
import type { PersonHistory } from './person-histories.ts';

/**
 * Hides each decision with a probability of their own, between 0 and 1, and asks for all that is hidden, likes and nopes;
 * at least one is. `emptyHistory` of the examples hide all, so that a new person is served sensibly.
 */
export function drawDecisions(person: PersonHistory, emptyHistory: number, random: Random): Example {
  const keep = random() < emptyHistory ? 0 : random();
  const kept = Array.from(person.items, () => random() < keep);
  if (kept.every(Boolean)) kept[Math.floor(random() * kept.length)] = false;
  const example: Example = { likes: [], nopes: [], targets: [], hiddenNopes: [] };
  for (const [at, item] of person.items.entries()) {
    const isLike = person.isLike[at] === 1;
    if (kept[at]) (isLike ? example.likes : example.nopes).push(item);
    else (isLike ? example.targets : example.hiddenNopes).push(item);
  }
  return example;
}
