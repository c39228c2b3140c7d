import type { Random } from '../../random/create-random.ts';
import type { Example } from '../draw-example.ts';
import { drawDistinct } from './draw-distinct.ts';

/** Targets and hidden nopes of one person in a sampled step: what each adds to everybody's candidates is bounded. */
const mostAPerson = 20;

/** An example with at most 20 targets and 20 hidden nopes, drawn at random where there are more. */
export function limitExample(example: Example, random: Random): Example {
  return {
    ...example,
    targets: limit(example.targets, random),
    hiddenNopes: limit(example.hiddenNopes, random),
  };
}

function limit(items: number[], random: Random): number[] {
  if (items.length <= mostAPerson) return items;
  const kept = drawDistinct(mostAPerson, items.length, random);
  return items.filter((_, at) => kept.has(at));
}
