import { describe, expect, it } from 'vitest';
import { buildDecisionBatch } from '../../../batch/train/build-decision-batch.ts';
import { scriptedRandom } from './support/scripted-random.ts';
import { tinyConfig } from './support/tiny-config.ts';
import { toDense } from './support/to-dense.ts';

const people = [
  { personIndex: 0, items: Int32Array.of(3, 1, 4, 6), isLike: Uint8Array.of(1, 0, 1, 0) },
  { personIndex: 1, items: Int32Array.of(4, 3, 7), isLike: Uint8Array.of(0, 1, 1) },
];
const history = { likeLimit: 9, recentLimit: 1, nopeLimit: 9, halfLifePositions: 1e9 };
// Kept below one half: the first hides items 3 and 6, the second 4; the rest is their history.
const draws = [0.9, 0.5, 0.6, 0, 0, 0.6, 0.9, 0.5, 0.6, 0, 0];

describe('buildDecisionBatch()', () => {
  const batch = buildDecisionBatch(
    people,
    { items: 9 },
    tinyConfig({ emptyHistory: 0.1, history }),
    scriptedRandom(draws),
  );

  it('has the items of hidden decisions as candidates, those of histories after them', () => {
    expect([...batch.rows]).toEqual([3, 6, 4, 7, 1]);
    expect(batch.candidates).toBe(3);
  });

  it('marks hidden likes 1, hidden nopes -1, and leaves the rest out', () => {
    expect([...batch.targets]).toEqual([1, -1, 0, 0, 0, -1]);
    expect([...batch.logitOffsets]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('pools what was kept', () => {
    const half = Math.fround(Math.SQRT1_2);
    expect(toDense(batch.likes, 5)).toEqual([
      [0, 0, 1, 0, 0],
      [half, 0, 0, half, 0],
    ]);
    expect(toDense(batch.nopes, 5)).toEqual([
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0],
    ]);
  });

  it('asks a person for 20 likes and 20 nopes at most where candidates are sampled', () => {
    const many = {
      personIndex: 0,
      items: Int32Array.from({ length: 90 }, (_, at) => at),
      isLike: new Uint8Array(90),
    };
    const all = { ...tinyConfig({ emptyHistory: 1 }), sampledNegatives: 0 };
    const random = () => 0.5;
    expect(buildDecisionBatch([many], { items: 90 }, all, random).candidates).toBe(90);
    expect(
      buildDecisionBatch([many], { items: 90 }, { ...all, sampledNegatives: 5 }, Math.random).candidates,
    ).toBe(20);
  });
});
