import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationCase } from '../../../batch/evaluate/evaluation-cases.ts';
import { twoTowerScorer } from '../../../batch/evaluate/two-tower-scorer.ts';
import type { ModelTables } from '../../../batch/io/model-tables.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildUserInput } from '../../../shared/features/build-user-input.ts';
import { poolWeights } from '../../../shared/features/pool-weights.ts';
import { makeCase } from './support/make-case.ts';

const dim = 5;
const items = 9;
const history = { likeLimit: 3, recentLimit: 2, nopeLimit: 2, halfLifePositions: 4 };
const random = createRandom(23);
const draw = (length: number) => Float32Array.from({ length }, () => randomNormal(random));
const tables: ModelTables = {
  dim,
  userTower: { kernel: draw(3 * dim * dim), bias: draw(dim) },
  historyInputs: draw(items * dim),
  embeddings: draw(items * dim),
  itemTower: { kind: 'trained', contentKernel: new Float32Array(0) },
};
const cases = [
  makeCase(
    [
      [0, 'like'],
      [1, 'nope'],
      [2, 'like'],
      [3, 'like'],
      [4, 'like'],
      [5, 'nope'],
      [6, 'nope'],
    ],
    [],
  ),
  makeCase([[7, 'like']], []),
  makeCase([], []),
];

beforeAll(async () => {
  await selectBackend('wasm');
});

function similarities(some: readonly EvaluationCase[]): Float32Array {
  const scorer = twoTowerScorer(tables, { history, temperature: 1 });
  try {
    return scorer.logits(some);
  } finally {
    scorer.dispose();
  }
}

describe('twoTowerScorer() at temperature 1', () => {
  it('is what plain loops over the serving side’s own pools and weights give', () => {
    const found = similarities(cases);
    expect(found).toHaveLength(cases.length * items);
    for (const [row, { likes, nopes }] of cases.entries()) {
      const user = plainUser(likes, nopes);
      for (let item = 0; item < items; item++) {
        const embedding = tables.embeddings.subarray(item * dim, (item + 1) * dim);
        const expected = user.reduce((sum, value, at) => sum + value * embedding[at]!, 0);
        expect(found[row * items + item]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    similarities(cases);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function plainUser(likes: number[], nopes: number[]): number[] {
  const input = buildUserInput(
    {
      likes: plainPool(likes, history.likeLimit),
      recentLikes: plainPool(likes, history.recentLimit),
      nopes: plainPool(nopes, history.nopeLimit),
    },
    dim,
  );
  const { kernel, bias } = tables.userTower;
  const sums = Array.from(bias, (start, column) =>
    input.reduce((sum, value, at) => sum + value * kernel[at * dim + column]!, start),
  );
  const length = Math.hypot(...sums);
  return sums.map((value) => value / length);
}

function plainPool(oldestFirst: number[], limit: number): number[] | null {
  if (oldestFirst.length === 0) return null;
  const newestFirst = [...oldestFirst].reverse().slice(0, limit);
  const weights = poolWeights(newestFirst.length, history.halfLifePositions);
  return Array.from({ length: dim }, (_, column) =>
    newestFirst.reduce((sum, item, at) => sum + weights[at]! * tables.historyInputs[item * dim + column]!, 0),
  );
}
