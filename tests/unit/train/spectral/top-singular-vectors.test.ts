import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../../../batch/random/create-random.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { columnCounts } from '../../../../batch/train/column-counts.ts';
import { likeMatrix } from '../../../../batch/train/like-matrix.ts';
import { topSingularVectors } from '../../../../batch/train/spectral/top-singular-vectors.ts';
import { type Decision, makeTrainingSet } from '../support/make-training-set.ts';

const options = {
  count: 10,
  extraColumns: 8,
  rounds: 9,
  seed: 1,
  personExponent: 0.5,
  itemExponent: 0.5,
  beforeRound: async () => {},
};

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('topSingularVectors()', () => {
  test('finds the two groups of a matrix that is solved by hand, and no more than its rank', async () => {
    // Ann and ben like items 0 and 1, cat likes item 2; item 3 is liked by nobody. N holds 1/2 in a block of 2 x 2, with
    // the singular value 1 and the vector (1, 1, 0, 0) / sqrt 2, and 1 for cat, with 1 and (0, 0, 1, 0).
    const data = makeTrainingSet(4, [
      ['ann', 0, 'like', 1],
      ['ann', 1, 'like', 2],
      ['ben', 0, 'like', 3],
      ['ben', 1, 'like', 4],
      ['cat', 2, 'like', 5],
    ]);
    const { rank, values, vectors } = await topSingularVectors(likeMatrix(data, 5), options);
    expect(rank).toBe(2);
    expect(values[0]).toBeCloseTo(1, 5);
    expect(values[1]).toBeCloseTo(1, 5);
    // Equal values leave the basis open; V V' is not: its entries are 1/2 among items 0 and 1, and 1 at item 2.
    const product = Array.from({ length: 16 }, (_, at) => {
      const [i, j] = [Math.floor(at / 4), at % 4];
      return vectors[i * 2]! * vectors[j * 2]! + vectors[i * 2 + 1]! * vectors[j * 2 + 1]!;
    });
    const expected = [0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];
    for (const [at, value] of expected.entries()) expect(product[at]).toBeCloseTo(value, 4);
  });

  test('satisfies the definition on random likes: N (N v) = s² v, orthonormal', async () => {
    const random = createRandom(5);
    const decisions: Decision[] = [];
    for (let person = 0; person < 60; person++) {
      for (let item = 0; item < 40; item++) {
        const near = Math.abs((person * 40) / 60 - item) < 8;
        if (random() < (near ? 0.5 : 0.05)) decisions.push([`p${person}`, item, 'like', decisions.length]);
      }
    }
    const likes = likeMatrix(makeTrainingSet(40, decisions), decisions.length);
    const degrees = columnCounts(likes);
    const exponents = { personExponent: 0.3, itemExponent: 0.4 };
    const { rank, values, vectors } = await topSingularVectors(likes, { ...options, ...exponents });
    expect(rank).toBe(10);
    for (let v = 0; v < rank; v++) {
      const image = new Float64Array(40);
      for (let person = 0; person < likes.rows; person++) {
        const liked = likes.indices.subarray(likes.starts[person], likes.starts[person + 1]);
        let sum = 0;
        for (const item of liked) sum += vectors[item * rank + v]! * degrees[item]! ** -0.4;
        for (const item of liked) image[item]! += sum * liked.length ** -0.6 * degrees[item]! ** -0.4;
      }
      for (let item = 0; item < 40; item++) {
        expect(image[item]! / values[0]! ** 2).toBeCloseTo(
          (values[v]! / values[0]!) ** 2 * vectors[item * rank + v]!,
          3,
        );
      }
      for (let w = 0; w <= v; w++) {
        let dot = 0;
        for (let item = 0; item < 40; item++) dot += vectors[item * rank + v]! * vectors[item * rank + w]!;
        expect(dot).toBeCloseTo(v === w ? 1 : 0, 5);
      }
    }
  });
});
