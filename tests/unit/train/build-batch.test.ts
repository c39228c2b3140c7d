import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { buildBatch } from '../../../batch/train/build-batch.ts';
import { scriptedRandom } from './support/scripted-random.ts';
import { tinyConfig } from './support/tiny-config.ts';
import { toDense } from './support/to-dense.ts';

const config = tinyConfig({
  emptyHistory: 0,
  nopeNegativeWeight: 3,
  history: { likeLimit: 2, recentLimit: 1, nopeLimit: 1, halfLifePositions: 1 },
});

// Both are cut (0.4). Likes of the first at positions 0 2 3 5 6 7 8 9 10: draw 0.12 * 9 = 1.08 takes position 2.
const first = {
  personIndex: 0,
  items: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
  isLike: Uint8Array.of(1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1),
};
// Likes at 0 1 2, draw 0.7 * 3 = 2.1 takes position 2: given items 11 and 5, asked for item 0.
const second = { personIndex: 1, items: Int32Array.of(11, 5, 0), isLike: Uint8Array.of(1, 1, 1) };
const batch = buildBatch(
  [first, second],
  { items: 12, rates: new Float64Array(12), priors: new Float32Array(12) },
  config,
  scriptedRandom([0.4, 0.12, 1, 0.4, 0.7, 1]),
);

const row = (table: Float32Array, person: number) => [...table.subarray(person * 12, (person + 1) * 12)];

describe('buildBatch()', () => {
  it('weighs each of n targets n^-1/2, so that a row sums to sqrt n', () => {
    // Five from position 2 on: items 2, 3, 5, 6, 7.
    const fifth = Math.fround(5 ** -0.5);
    expect(row(batch.targets, 0)).toEqual([0, 0, fifth, fifth, 0, fifth, fifth, fifth, 0, 0, 0, 0]);
    expect(row(batch.targets, 1)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('masks the history and every other like, weighs hidden nopes, leaves targets and the rest at 0', () => {
    const weighed = Math.fround(Math.log(4));
    // Given: 0 (like), 1 (nope). Hidden nope: 4. Likes past the fifth target: 8, 9, 10. Unknown: 11.
    expect(row(batch.logitOffsets, 0)).toEqual([-1e4, -1e4, 0, 0, weighed, 0, 0, 0, -1e4, -1e4, -1e4, 0]);
    expect(row(batch.logitOffsets, 1)).toEqual([0, 0, 0, 0, 0, -1e4, 0, 0, 0, 0, 0, -1e4]);
  });

  it('adds the prior of every item, be it a target, a nope or unknown', () => {
    const priors = Float32Array.from({ length: 12 }, (_, item) => -item / 8);
    const raised = buildBatch(
      [first, second],
      { items: 12, rates: new Float64Array(12), priors },
      config,
      scriptedRandom([0.4, 0.12, 1, 0.4, 0.7, 1]),
    );
    for (const person of [0, 1]) {
      const [before, after] = [row(batch.logitOffsets, person), row(raised.logitOffsets, person)];
      for (const [item, offset] of before.entries())
        if (offset > -1e3) expect(after[item]! - offset).toBeCloseTo(-item / 8, 5);
    }
    expect(raised.targets).toEqual(batch.targets);
  });

  it('pools the history that is given and nothing else', () => {
    const one = (at: number) => Array.from({ length: 12 }, (_, item) => (item === at ? 1 : 0));
    expect(batch.size).toBe(2);
    expect(toDense(batch.nopes, 12)).toEqual([one(1), new Array<number>(12).fill(0)]);
    expect(toDense(batch.recentLikes, 12)).toEqual([one(0), one(5)]);
    const [ofFirst, ofSecond] = toDense(batch.likes, 12);
    expect(ofFirst).toEqual(one(0));
    // Newest first, half-life one position: 2 and 1 over sqrt 5.
    expect(ofSecond![5]).toBeCloseTo(2 / Math.sqrt(5), 6);
    expect(ofSecond![11]).toBeCloseTo(1 / Math.sqrt(5), 6);
  });
});

describe('buildBatch() with sampled candidates', () => {
  const rates = new Float64Array(40).fill(0.25);
  const sampled = { ...config, sampledNegatives: 10 };
  const drawn = buildBatch(
    [first, second],
    { items: 40, rates, priors: new Float32Array(40) },
    sampled,
    createRandom(12),
  );
  const offsetsOf = (person: number) =>
    [...drawn.logitOffsets].slice(person * drawn.candidates, (person + 1) * drawn.candidates);

  it('ranks what its people bring and what is drawn; items that are only pooled come after', () => {
    const candidates = [...drawn.rows.subarray(0, drawn.candidates)];
    expect(new Set(drawn.rows).size).toBe(drawn.rows.length);
    expect(drawn.candidates).toBeGreaterThanOrEqual(10);
    expect(drawn.candidates).toBeLessThan(40);
    for (let person = 0; person < 2; person++) {
      const targets = [...drawn.targets].slice(person * drawn.candidates, (person + 1) * drawn.candidates);
      const asked = candidates.filter((_, at) => targets[at]! > 0);
      expect(asked.length).toBeGreaterThan(0);
      for (const weight of targets.filter(Boolean)) expect(weight).toBeCloseTo(asked.length ** -0.5, 6);
    }
    const pooled = [drawn.likes, drawn.recentLikes, drawn.nopes].flatMap(({ indices }) => [...indices]);
    for (let row = drawn.candidates; row < drawn.rows.length; row++) expect(pooled).toContain(row);
  });

  it('corrects candidates of others and drawn ones, and nobody’s own', () => {
    // Ten of 40 drawn, one other person who brings it in one of four cases: 1 - 3/4 * 3/4 = 7/16.
    const correction = Math.fround(-Math.log(7 / 16));
    const people = [first, second];
    for (const [person, { items, isLike }] of people.entries()) {
      for (const [at, offset] of offsetsOf(person).entries()) {
        const position = items.indexOf(drawn.rows[at]!);
        if (position === -1) expect(offset).toBe(correction);
        else if (drawn.targets[person * drawn.candidates + at]! > 0) expect(offset).toBe(0);
        else if (isLike[position]) expect(offset).toBe(-1e4);
        else expect([-1e4, Math.fround(Math.log(4))]).toContain(offset);
      }
      expect(offsetsOf(person)).toContain(correction);
    }
  });

  it('adds the prior of the item that a row holds', () => {
    const priors = Float32Array.from({ length: 40 }, (_, item) => -item / 8);
    const raised = buildBatch([first, second], { items: 40, rates, priors }, sampled, createRandom(12));
    expect(raised.rows).toEqual(drawn.rows);
    for (let at = 0; at < raised.candidates; at++) {
      const [before, after] = [drawn.logitOffsets[at]!, raised.logitOffsets[at]!];
      if (before > -1e3) expect(after - before).toBeCloseTo(-raised.rows[at]! / 8, 5);
    }
  });
});
