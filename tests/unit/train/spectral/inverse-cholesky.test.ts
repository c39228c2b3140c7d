import { describe, expect, test } from 'vitest';
import { inverseCholesky } from '../../../../batch/train/spectral/inverse-cholesky.ts';

const exact = { shift: 0, dropBelow: 1e-9 };

describe('inverseCholesky()', () => {
  test('is the inverse of the factor, by hand', () => {
    // [[4, 2], [2, 5]] = L L' with L = [[2, 0], [1, 2]]; its inverse is [[1/2, 0], [-1/4, 1/2]].
    const inverse = inverseCholesky(Float64Array.of(4, 2, 2, 5), 2, exact);
    expect(Array.from(inverse)).toEqual([0.5, 0, -0.25, 0.5].map((value) => expect.closeTo(value, 12)));
  });

  test('gives zeros for rows that depend on earlier ones and goes on', () => {
    // Gram matrix of the columns (1, 0), (2, 0), (0, 3): the second depends on the first.
    const inverse = inverseCholesky(Float64Array.of(1, 2, 0, 2, 4, 0, 0, 0, 9), 3, exact);
    expect(Array.from(inverse)).toEqual(
      [1, 0, 0, 0, 0, 0, 0, 0, 1 / 3].map((value) => expect.closeTo(value, 12)),
    );
  });

  test('gives zeros for a row of zeros', () => {
    expect(Array.from(inverseCholesky(Float64Array.of(0, 0, 0, 4), 2, exact))).toEqual([0, 0, 0, 0.5]);
  });
});
