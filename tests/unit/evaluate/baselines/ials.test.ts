import { beforeAll, describe, expect, it } from 'vitest';
import { ialsScorer } from '../../../../batch/evaluate/baselines/ials.ts';
import { gramOf, ialsSolver } from '../../../../batch/evaluate/baselines/ials-solver.ts';
import { trainIals } from '../../../../batch/evaluate/baselines/train-ials.ts';
import { meanObjective } from '../../../../batch/evaluate/objectives/mean-objective.ts';
import { selectBackend } from '../../../../batch/train/backend/select-backend.ts';
import { likeMatrix } from '../../../../batch/train/like-matrix.ts';
import { twoTastes } from '../../train/support/two-tastes.ts';
import { makeCase } from '../support/make-case.ts';

const factors = Float32Array.of(1, 0, 0, 1, 1, 1);
const side = { factors, dim: 2, gram: gramOf(factors, { dim: 2, alpha: 0.5 }), lambda: 0.1, alpha: 0.5 };

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('ialsSolver()', () => {
  it('solves the least squares of a row', () => {
    // alpha FᵀF = [[1, 0.5], [0.5, 1]]; a like of item 0 adds [[1, 0], [0, 0]] and the ridge 0.1 (1 + 0.5 * 3) =
    // 0.25: [[2.25, 0.5], [0.5, 1.25]] x = [1, 0], determinant 2.5625, x = [1.25, -0.5] / 2.5625. Two steps of
    // conjugate gradients are exact in two dimensions, wherever they start.
    expect([...side.gram]).toEqual([1, 0.5, 0.5, 1]);
    const x = Float32Array.of(3, -7);
    ialsSolver(side)(x, Int32Array.of(0), 2);
    expect(x[0]).toBeCloseTo(1.25 / 2.5625, 5);
    expect(x[1]).toBeCloseTo(-0.5 / 2.5625, 5);
  });

  it('gives nothing to a row without likes', () => {
    const x = Float32Array.of(3, -7);
    ialsSolver(side)(x, new Int32Array(0), 2);
    expect([...x]).toEqual([0, 0]);
  });
});

describe('ialsScorer()', () => {
  it('solves for a person from the case alone, repeats counted once', () => {
    const scorer = ialsScorer(factors, side);
    const scores = scorer([
      makeCase(
        [
          [0, 'like'],
          [0, 'like'],
        ],
        [],
      ),
      makeCase([[0, 'nope']], []),
    ]);
    // Products of [1.25, -0.5] / 2.5625 with the three items; nobody's nopes count.
    const expected = [1.25 / 2.5625, -0.5 / 2.5625, 0.75 / 2.5625, 0, 0, 0];
    for (const [at, value] of expected.entries()) expect(scores[at]).toBeCloseTo(value, 5);
  });
});

describe('trainIals()', () => {
  const data = twoTastes({ people: 60, items: 40, decisions: 20 });
  const settings = { dim: 2, lambda: 0.01, alpha: 0.1 };

  it('finds what people have in common, the same for a seed', async () => {
    const likes = likeMatrix(data, 1200);
    const items = await trainIals(likes, { ...settings, epochs: 10, seed: 1 });
    expect(await trainIals(likes, { ...settings, epochs: 10, seed: 1 })).toEqual(items);
    // People like odd items or even ones: one like of each side and all others of that side are wanted.
    const side = (odd: number) => Array.from({ length: 20 }, (_, at) => 2 * at + odd);
    const cases = [0, 1].map((odd) => {
      const [first, ...others] = side(odd);
      return makeCase([[first!, 'like']], others);
    });
    // The best is 2: nineteen targets in twenty positions. By chance half of the first would be found.
    expect(await meanObjective(cases, ialsScorer(items, settings), { items: 40 })).toBeGreaterThan(1.8);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    const options = { ...settings, epochs: 1, seed: 1, signal };
    await expect(trainIals(likeMatrix(data, 1200), options)).rejects.toThrow('aborted');
  });
});
