import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { symmetricEigen } from '../../../../batch/train/spectral/symmetric-eigen.ts';

describe('symmetricEigen()', () => {
  test('finds values and vectors of a matrix that is solved by hand', () => {
    // [[2, 1], [1, 2]]: (1, 1) / sqrt 2 with 3, (1, -1) / sqrt 2 with 1.
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(vectors[0]! * vectors[1]!).toBeCloseTo(0.5, 12);
    expect(vectors[2]! * vectors[3]!).toBeCloseTo(-0.5, 12);
  });

  test('satisfies A x = lambda x with orthonormal vectors, also with equal and zero values', () => {
    const n = 24;
    const random = createRandom(7);
    const half = Float64Array.from({ length: n * 10 }, () => random() - 0.5);
    // Of rank 10.
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < 10; k++) matrix[i * n + j]! += half[i * 10 + k]! * half[j * 10 + k]!;
      }
    }
    const { values, vectors } = symmetricEigen(matrix, n);
    for (let v = 0; v < n; v++) {
      if (v > 0) expect(values[v]!).toBeLessThanOrEqual(values[v - 1]!);
      for (let i = 0; i < n; i++) {
        let image = 0;
        let product = 0;
        for (let j = 0; j < n; j++) {
          image += matrix[i * n + j]! * vectors[v * n + j]!;
          product += vectors[i * n + j]! * vectors[v * n + j]!;
        }
        expect(image).toBeCloseTo(values[v]! * vectors[v * n + i]!, 10);
        expect(product).toBeCloseTo(i === v ? 1 : 0, 10);
      }
    }
    expect(values[10]).toBeCloseTo(0, 10);
  });

  test('refuses what is not finite', () => {
    expect(() => symmetricEigen(Float64Array.of(Number.NaN), 1)).toThrow(RangeError);
  });
});
