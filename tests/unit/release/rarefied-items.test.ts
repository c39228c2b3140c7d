import { describe, expect, it } from 'vitest';
import { rarefiedItems } from '../../../batch/release/guardrails/rarefied-items.ts';

describe('rarefiedItems()', () => {
  it('counts all items where all impressions are drawn, one where one is', () => {
    // Two items shown three times, one shown once.
    const counts = new Map([
      [3, 2],
      [1, 1],
    ]);
    expect(rarefiedItems(counts, 7)).toBeCloseTo(3, 12);
    expect(rarefiedItems(counts, 1)).toBeCloseTo(1, 12);
    expect(rarefiedItems(counts, 0)).toBe(0);
  });

  it('expects what counting all draws gives', () => {
    // Items a a b b: of the 6 pairs, aa and bb have one item and four have two: (2 + 8) / 6.
    expect(rarefiedItems(new Map([[2, 2]]), 2)).toBeCloseTo(10 / 6, 12);
  });

  it('refuses to draw more than there is', () => {
    expect(() => rarefiedItems(new Map([[2, 2]]), 5)).toThrow(RangeError);
  });
});
