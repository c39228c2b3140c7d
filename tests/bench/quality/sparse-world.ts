import { createRandom, type Random } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';

export interface SparseWorldOptions {
  people: number;
  items: number;
  /** About how many likes; a pair is drawn once. */
  events: number;
  seed: number;
}

/** Likes and nothing else, person by person: [events] each. */
export interface SparseWorld {
  personIndex: Int32Array;
  itemIndex: Int32Array;
  /** 1 for a tenth of the likes, drawn at random. */
  isTest: Uint8Array;
}

const factors = 24;
const candidates = 24;
const sharpness = 1.6;
/** Popularity of the item of rank r is (r + 10)^-0.8. */
const popularityExponent = 0.8;

/**
 * A world of latent factors with power-law popularity: a like is one of a few items drawn by popularity, drawn again in
 * proportion to exp(sharpness · taste · trait). Activity of people is log-normal. Deterministic for a seed.
 */
export function sparseWorld({ people, items, events, seed }: SparseWorldOptions): SparseWorld {
  const traits = unitRows(items, createRandom(seed, 1));
  const tastes = unitRows(people, createRandom(seed, 2));
  const cumulative = cumulativePopularity(items);
  const random = createRandom(seed, 3);
  const activity = Float64Array.from({ length: people }, () => Math.exp(randomNormal(random)));
  const total = activity.reduce((sum, value) => sum + value, 0);
  const rows: { person: number[]; item: number[]; test: number[] } = { person: [], item: [], test: [] };
  for (let person = 0; person < people; person++) {
    const wanted = Math.min(items / 2, Math.max(2, Math.round((events * activity[person]!) / total)));
    const drawn = new Set<number>();
    for (let attempt = 0; drawn.size < wanted && attempt < 4 * wanted; attempt++) {
      drawn.add(drawItem({ traits, tastes, person, cumulative }, random));
    }
    for (const item of drawn) {
      rows.person.push(person);
      rows.item.push(item);
      rows.test.push(random() < 0.1 ? 1 : 0);
    }
  }
  return {
    personIndex: Int32Array.from(rows.person),
    itemIndex: Int32Array.from(rows.item),
    isTest: Uint8Array.from(rows.test),
  };
}

interface Draw {
  traits: Float32Array;
  tastes: Float32Array;
  person: number;
  cumulative: Float64Array;
}

function drawItem({ traits, tastes, person, cumulative }: Draw, random: Random): number {
  let chosen = 0;
  let sum = 0;
  for (let n = 0; n < candidates; n++) {
    const item = firstAbove(cumulative, random() * cumulative.at(-1)!);
    let match = 0;
    for (let f = 0; f < factors; f++) match += traits[item * factors + f]! * tastes[person * factors + f]!;
    const weight = Math.exp((sharpness * match) / 0.3);
    sum += weight;
    if (random() * sum < weight) chosen = item;
  }
  return chosen;
}

function unitRows(rows: number, random: Random): Float32Array {
  const values = Float32Array.from({ length: rows * factors }, () => randomNormal(random));
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * factors, (row + 1) * factors);
    const length = Math.hypot(...own);
    for (let at = 0; at < factors; at++) own[at] = own[at]! / length;
  }
  return values;
}

function cumulativePopularity(items: number): Float64Array {
  let sum = 0;
  return Float64Array.from({ length: items }, (_, rank) => (sum += (rank + 10) ** -popularityExponent));
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
