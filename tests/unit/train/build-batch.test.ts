import { describe, expect, it } from 'vitest';
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
const batch = buildBatch([first, second], 12, config, scriptedRandom([0.4, 0.12, 1, 0.4, 0.7, 1]));

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
