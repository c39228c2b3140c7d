import { describe, expect, it } from 'vitest';
import { topItems } from '../../../batch/evaluate/top-items.ts';
import { createRandom } from '../../../batch/random/create-random.ts';

const out = Number.NEGATIVE_INFINITY;

describe('topItems()', () => {
  it('gives the highest scores, best first', () => {
    expect(topItems(Float32Array.of(0.1, 0.9, -1, 0.5), 2)).toEqual([1, 3]);
  });

  it('gives ties to the lower index, also where only some of them fit', () => {
    expect(topItems(Float32Array.of(1, 2, 1, 2, 1, 2), 4)).toEqual([1, 3, 5, 0]);
    expect(topItems(new Float32Array(5), 2)).toEqual([0, 1]);
  });

  it('leaves out what is masked, and what is no number', () => {
    expect(topItems(Float32Array.of(out, 3, out, 1), 2)).toEqual([1, 3]);
    expect(topItems(Float32Array.of(out, out), 2)).toEqual([]);
    expect(topItems(Float32Array.of(Number.NaN, 1), 2)).toEqual([1]);
  });

  it('gives all, in order, when k is larger, and none when it is 0', () => {
    expect(topItems(Float32Array.of(1, 3, 2), 10)).toEqual([1, 2, 0]);
    expect(topItems(Float32Array.of(1, 3, 2), 3)).toEqual([1, 2, 0]);
    expect(topItems(Float32Array.of(1, 3, 2), 0)).toEqual([]);
  });

  it('agrees with a sort on random scores with many ties', () => {
    const random = createRandom(14);
    for (let round = 0; round < 300; round++) {
      const count = 1 + Math.floor(random() * 60);
      const scores = Float32Array.from({ length: count }, () => Math.floor(random() * 12) - 6);
      for (const item of scores.keys()) if (random() < 0.2) scores[item] = out;
      const k = Math.floor(random() * 70);
      const sorted = Array.from(scores.keys())
        .filter((item) => scores[item] !== out)
        .sort((a, b) => scores[b]! - scores[a]! || a - b);
      expect(topItems(scores, k)).toEqual(sorted.slice(0, k));
    }
  });
});
