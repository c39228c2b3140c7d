import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Experiment, Variant } from '../../../shared/contracts/experiment.ts';
import { assignVariants } from '../../../shared/experiments/assign-variants.ts';

const salt = (n: number) => `0000000${n}-1111-4111-8111-111111111111`;
const person = (n: number) => `${String(n).padStart(8, '0')}-2222-4222-8222-222222222222`;
const variant = (name: string, share: number): Variant => ({ name, share, ranking: {} });
const experiment = (n: number, ...variants: Variant[]): Experiment => ({
  ...{ name: `experiment-${n}`, salt: salt(n), variants },
});

/** Names of the variants of people 0 to 3,999, null for none. */
async function assignAll(one: Experiment): Promise<(string | null)[]> {
  const all = await Promise.all(Array.from({ length: 4000 }, (_, n) => assignVariants(person(n), [one])));
  return all.map(([assigned]) => assigned?.variant.name ?? null);
}

const count = (names: readonly (string | null)[], name: string | null) =>
  names.filter((one) => one === name).length;

describe('assignVariants()', () => {
  test('gives each variant its share, and leaves the rest out', async () => {
    const names = await assignAll(experiment(1, variant('a', 0.5), variant('b', 0.3)));
    // Binomial: standard deviations of 32, 29 and 25 people; the bounds are four of them.
    expect(Math.abs(count(names, 'a') - 2000)).toBeLessThan(128);
    expect(Math.abs(count(names, 'b') - 1200)).toBeLessThan(116);
    expect(Math.abs(count(names, null) - 800)).toBeLessThan(101);
  });

  test('keeps a person where they are when a later share grows', async () => {
    const before = await assignAll(experiment(1, variant('a', 0.2)));
    const after = await assignAll(experiment(1, variant('a', 0.2), variant('b', 0.8)));
    expect(after.map((name) => (name === 'a' ? name : null))).toEqual(before);
    expect(count(after, null)).toBe(0);
  });

  test('assigns anew under another salt', async () => {
    const first = await assignAll(experiment(1, variant('a', 0.5)));
    const second = await assignAll(experiment(2, variant('a', 0.5)));
    const both = first.filter((name, n) => name === 'a' && second[n] === 'a').length;
    // Independent halves: a quarter, with a standard deviation of 27 people.
    expect(Math.abs(both - 1000)).toBeLessThan(110);
  });

  test('is SHA-256 of salt and person, as a part of one', async () => {
    const hash = createHash('sha256')
      .update(`${salt(1)}:${person(7)}`)
      .digest('hex');
    const place = Number.parseInt(hash.slice(0, 12), 16) / 2 ** 48;
    const at = (share: number) => assignVariants(person(7), [experiment(1, variant('a', share))]);
    expect(await at(place + 1e-9)).toHaveLength(1);
    expect(await at(place)).toEqual([]);
  });

  test('takes experiments in their order', async () => {
    const all = [experiment(2, variant('x', 1)), experiment(1, variant('y', 1))];
    expect(await assignVariants(person(1), all)).toEqual([
      { experiment: 'experiment-2', variant: variant('x', 1) },
      { experiment: 'experiment-1', variant: variant('y', 1) },
    ]);
  });
});
