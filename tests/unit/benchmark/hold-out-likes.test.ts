import { describe, expect, test } from 'vitest';
import { holdOutLikes } from '../../../batch/jobs/benchmark/hold-out-likes.ts';

// Person 0 likes items 0 to 3 and nopes 4; person 1 likes 5 and 6: too few. The last row is of the test.
const data = {
  personIndex: Int32Array.of(0, 0, 1, 0, 0, 0, 1, 0),
  itemIndex: Int32Array.of(0, 1, 5, 2, 3, 4, 6, 7),
  isLike: Uint8Array.of(1, 1, 1, 1, 1, 0, 1, 1),
  decidedAt: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
};
const options = { trainRows: 7, people: 2, share: 0.5, timed: true, seed: 1 };

describe('holdOutLikes()', () => {
  test('takes the latest likes of people with three or more, and leaves the test alone', () => {
    const held = holdOutLikes(data, options);
    // Half of four likes: items 2 and 3. The nope and the likes of person 1 stay.
    expect(held.trainRows).toBe(5);
    expect(Array.from(held.itemIndex)).toEqual([0, 1, 5, 4, 6, 2, 3, 7]);
    expect(Array.from(held.isLike)).toEqual([1, 1, 1, 0, 1, 1, 1, 1]);
    expect(Array.from(held.decidedAt)).toEqual([1, 2, 3, 6, 7, 4, 5, 8]);
    expect(Array.from(held.personIndex)).toEqual([0, 0, 1, 0, 1, 0, 0, 0]);
  });

  test('takes as many at random where there are no times, each alike often, the same for a seed', () => {
    const taken = [0, 0, 0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const held = holdOutLikes(data, { ...options, timed: false, seed });
      const items = Array.from(held.itemIndex.subarray(held.trainRows, 7));
      expect(items).toHaveLength(2);
      for (const item of items) taken[item]!++;
      expect(holdOutLikes(data, { ...options, timed: false, seed }).itemIndex).toEqual(held.itemIndex);
    }
    // 200 each are expected, with a standard deviation of 10.
    for (const count of taken) expect(Math.abs(count - 200)).toBeLessThan(45);
  });

  test('takes one like at least', () => {
    expect(holdOutLikes(data, { ...options, share: 0.01 }).trainRows).toBe(6);
  });
});
