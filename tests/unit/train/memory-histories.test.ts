import { describe, expect, it } from 'vitest';
import { memoryHistories } from '../../../batch/train/histories/memory-histories.ts';

const people = Array.from({ length: 7 }, (_, personIndex) => ({
  personIndex,
  items: Int32Array.of(personIndex),
  isLike: Uint8Array.of(1),
}));
const source = () => memoryHistories(people, { batchSize: 3, seed: 4 });
const epochOf = async (epoch: number, from = source()) => {
  const steps = [];
  for (let step = 0; step < from.steps.perEpoch; step++) steps.push(await from.steps.people(epoch, step));
  return steps.map((step) => step.map(({ personIndex }) => personIndex));
};

describe('memoryHistories()', () => {
  it('takes everybody once an epoch, the rest in the last step', async () => {
    const steps = await epochOf(0);
    expect(steps.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(steps.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('gives a step the same people whenever it is asked, and epochs orders of their own', async () => {
    const [first, second] = [await epochOf(0), await epochOf(1)];
    expect(second).not.toEqual(first);
    const fresh = source();
    expect((await fresh.steps.people(1, 2)).map(({ personIndex }) => personIndex)).toEqual(second[2]);
    expect(await epochOf(0, fresh)).toEqual(first);
  });

  it('has everybody, once', async () => {
    const seen: number[] = [];
    for await (const { personIndex } of source().everybody()) seen.push(personIndex);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
