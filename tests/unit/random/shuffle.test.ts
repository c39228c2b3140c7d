import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { shuffle } from '../../../batch/random/shuffle.ts';

describe('shuffle()', () => {
  it('swaps each place, from the last down, with the one drawn', () => {
    // Always 0: [0 1 2 3] -> 3 1 2 0 -> 2 1 3 0 -> 1 2 3 0.
    const values = Int32Array.of(0, 1, 2, 3);
    shuffle(values, () => 0);
    expect([...values]).toEqual([1, 2, 3, 0]);
  });

  it('leaves all in place when each draws itself', () => {
    const values = Int32Array.of(0, 1, 2, 3);
    shuffle(values, () => 1 - 2 ** -32);
    expect([...values]).toEqual([0, 1, 2, 3]);
  });

  it('keeps every value once, and gives the same order for the same stream', () => {
    const original = Int32Array.from({ length: 100 }, (_, at) => 7 * at);
    const [a, b] = [original.slice(), original.slice()];
    shuffle(a, createRandom(5));
    shuffle(b, createRandom(5));
    expect(a).toEqual(b);
    expect(a).not.toEqual(original);
    expect(a.slice().sort()).toEqual(original);
  });

  it('gives all six orders of three values equally often', () => {
    const counts = new Map<string, number>();
    const random = createRandom(9);
    for (let round = 0; round < 6000; round++) {
      const values = Int32Array.of(0, 1, 2);
      shuffle(values, random);
      counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Expected 1000 each; the standard deviation is sqrt(6000 * 1/6 * 5/6) = 28.9, so four of them.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(116);
  });

  it('takes an empty array and one value', () => {
    const one = Int32Array.of(4);
    shuffle(one, () => 0.5);
    shuffle(new Int32Array(0), () => 0.5);
    expect([...one]).toEqual([4]);
  });
});
