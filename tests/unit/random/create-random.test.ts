import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';

const draw = (random: () => number, count: number) => Array.from({ length: count }, random);

describe('createRandom()', () => {
  it('gives the same numbers for the same parts', () => {
    expect(draw(createRandom(7, 2, 3), 20)).toEqual(draw(createRandom(7, 2, 3), 20));
  });

  it('gives a step its numbers whatever was drawn before', () => {
    const expected = draw(createRandom(7, 11, 5), 20);
    for (let step = 0; step < 5; step++) draw(createRandom(7, 11, step), 100);
    expect(draw(createRandom(7, 11, 5), 20)).toEqual(expected);
  });

  it('does not mix two streams that are drawn from in turn', () => {
    const [a, b] = [createRandom(1, 0), createRandom(1, 1)];
    const turns = Array.from({ length: 10 }, () => [a(), b()]);
    expect(turns.map(([first]) => first)).toEqual(draw(createRandom(1, 0), 10));
    expect(turns.map(([, second]) => second)).toEqual(draw(createRandom(1, 1), 10));
  });

  it('gives other numbers when any part, their order or their number changes', () => {
    const parts = [[], [0], [1], [0, 0], [0, 1], [1, 0], [1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
    const first = parts.map((some) => createRandom(...some)());
    expect(new Set(first).size).toBe(parts.length);
  });

  it('stays in [0, 1) and fills sixteen bins evenly', () => {
    const count = 64_000;
    const values = draw(createRandom(42), count);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    // 15 degrees of freedom: chi square passes 44.3 once in ten thousand.
    expect(chiSquare(values, 16)).toBeLessThan(44.3);
  });

  it('fills the bins evenly across streams too: first draws of neighbouring steps are independent', () => {
    const firsts = Array.from({ length: 64_000 }, (_, step) => createRandom(1, 11, step)());
    expect(chiSquare(firsts, 16)).toBeLessThan(44.3);
    // Correlation of neighbours: standard deviation 1/sqrt(64000) = 0.004, so four of them.
    const centred = firsts.map((value) => value - 0.5);
    const covariance = centred.slice(1).reduce((sum, value, at) => sum + value * centred[at]!, 0) / 63_999;
    expect(Math.abs(covariance * 12)).toBeLessThan(0.016);
  });
});

function chiSquare(values: readonly number[], bins: number): number {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.floor(value * bins)]!++;
  const expected = values.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
