import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../batch/random/create-random.ts';
import {
  coordinateOf,
  fillSlack,
  largestNorms,
  nestedLayout,
} from '../../../../batch/train/spectral/nested-slack.ts';

describe('nested slack', () => {
  test('has a slack at the end of the prefix and of the whole, or only the latter', () => {
    const nested = nestedLayout(768, 256);
    expect(nested).toEqual({ dim: 768, prefix: 256, values: 766 });
    expect([0, 254, 255, 765].map((at) => coordinateOf(nested, at))).toEqual([0, 254, 256, 766]);
    const plain = nestedLayout(256, 256);
    expect(plain).toEqual({ dim: 256, prefix: 256, values: 255 });
    expect(coordinateOf(plain, 254)).toBe(254);
  });

  test('is what the formula says, by hand', () => {
    // prefix 2, dim 4: [a | slack1 | b | slack2]. Items (3, 4) and (1, 2): M1 = 9, M2 = 9 + 16 = 25.
    // slack1² = 0 and 9 - 1 = 8; slack2² = 0 and 16 - 4 = 12; all divided by 5.
    const layout = nestedLayout(4, 2);
    const rows = Float32Array.of(3, 0, 4, 0, 1, 0, 2, 0);
    const norms = largestNorms(rows, layout);
    expect(norms).toEqual({ first: 9, second: 16 });
    fillSlack(rows, layout, norms);
    const expected = [3 / 5, 0, 4 / 5, 0, 1 / 5, Math.sqrt(8) / 5, 2 / 5, Math.sqrt(12) / 5];
    expect(Array.from(rows)).toEqual(expected.map((value) => expect.closeTo(value, 6)));
  });

  test('shortens a part that is longer than the norms allow', () => {
    // (6, 4) against M1 = 9: 6 becomes 3 and no slack is left.
    const rows = Float32Array.of(6, 0, 4, 0);
    fillSlack(rows, nestedLayout(4, 2), { first: 9, second: 16 });
    expect(Array.from(rows)).toEqual([3 / 5, 0, 4 / 5, 0].map((value) => expect.closeTo(value, 6)));
  });

  test.each([
    { dim: 12, prefix: 5 },
    { dim: 12, prefix: 12 },
    { dim: 6, prefix: 5 },
  ])('keeps the order of inner products: $dim wide, prefix $prefix', ({ dim, prefix }) => {
    const random = createRandom(3, dim, prefix);
    const layout = nestedLayout(dim, prefix);
    const items = 40;
    const rows = new Float32Array(items * dim);
    const user = new Float32Array(dim);
    for (let value = 0; value < layout.values; value++) {
      user[coordinateOf(layout, value)] = random() - 0.5;
      for (let item = 0; item < items; item++) {
        rows[item * dim + coordinateOf(layout, value)] = (random() - 0.5) * (1 + item);
      }
    }
    const wholeBefore = order(rows, user, { dim, width: dim, byCosine: false });
    const prefixBefore = order(rows, user, { dim, width: prefix, byCosine: false });
    fillSlack(rows, layout, largestNorms(rows, layout));
    expect(order(rows, user, { dim, width: dim, byCosine: true })).toEqual(wholeBefore);
    expect(order(rows, user, { dim, width: prefix, byCosine: true })).toEqual(prefixBefore);
    for (let item = 0; item < items; item++) {
      const length = Math.hypot(...rows.subarray(item * dim, (item + 1) * dim));
      expect(length).toBeCloseTo(1, 5);
    }
  });
});

/** Items by inner product, or cosine, with the user in the first `width` coordinates. */
function order(
  rows: Float32Array,
  user: Float32Array,
  { dim, width, byCosine }: { dim: number; width: number; byCosine: boolean },
): number[] {
  const scores = Array.from({ length: rows.length / dim }, (_, item) => {
    const row = rows.subarray(item * dim, item * dim + width);
    const dot = row.reduce((sum, value, at) => sum + value * user[at]!, 0);
    return byCosine ? dot / Math.hypot(...row) : dot;
  });
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);
}
