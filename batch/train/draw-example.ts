import type { Random } from '../random/create-random.ts';
import type { PersonHistory } from './person-histories.ts';

/** What a person is trained on in one step: a history that is given and likes that are to be found. */
export interface Example {
  /** Item indices, oldest first. */
  likes: number[];
  nopes: number[];
  targets: number[];
  /** Nopes that were hidden: negatives that count more. */
  hiddenNopes: number[];
}

const nextTargets = 5;

/**
 * Half of the examples hide each decision with a probability of their own and ask for the hidden likes; the other
 * half cut the history at a random like and ask for the next five, as serving does. `emptyHistory` of them hide
 * all, so that a new person is served sensibly.
 */
export function drawExample(person: PersonHistory, emptyHistory: number, random: Random): Example {
  const likePositions: number[] = [];
  for (let at = 0; at < person.items.length; at++) if (person.isLike[at]) likePositions.push(at);
  const kept = new Uint8Array(person.items.length);
  const byTime = random() < 0.5;
  let cut = 0;
  if (byTime) {
    cut = likePositions[Math.floor(random() * likePositions.length)] ?? 0;
    kept.fill(1, 0, cut);
  } else {
    const keep = 0.3 + 0.6 * random();
    for (let at = 0; at < kept.length; at++) kept[at] = random() < keep ? 1 : 0;
  }
  if (random() < emptyHistory) kept.fill(0);

  const example: Example = { likes: [], nopes: [], targets: [], hiddenNopes: [] };
  for (let at = 0; at < kept.length; at++) {
    const item = person.items[at]!;
    if (kept[at]) (person.isLike[at] ? example.likes : example.nopes).push(item);
    else if (!person.isLike[at]) example.hiddenNopes.push(item);
    else if (!byTime || (at >= cut && example.targets.length < nextTargets)) example.targets.push(item);
  }
  if (example.targets.length === 0) moveNewestLikeToTargets(example);
  return example;
}

function moveNewestLikeToTargets(example: Example): void {
  const newest = example.likes.pop();
  if (newest === undefined) throw new RangeError('Cannot draw an example: the person has no like');
  example.targets.push(newest);
}
