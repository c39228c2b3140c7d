import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { createRandom } from '../../../batch/random/create-random.ts';

/** Likes alone, without times and without anything about the items, split at random: 80 % train, 10 % validate. */
export function stripToPositives(data: TrainingSet, seed: number): TrainingSet {
  const random = createRandom(seed, 20);
  const drawn = Array.from(data.isLike.keys())
    .filter((row) => data.isLike[row] === 1)
    .map((row) => ({ row, draw: random() }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ row }) => row);
  const items = data.items.map(({ id, externalId }) => ({
    ...{ id, externalId, title: externalId, maker: null, series: null, performers: [], tags: [] },
    ...{ releasedAt: null, durationMinutes: null, priceYen: null },
  }));
  return {
    items,
    personKeys: data.personKeys,
    personIndex: Int32Array.from(drawn, (row) => data.personIndex[row]!),
    itemIndex: Int32Array.from(drawn, (row) => data.itemIndex[row]!),
    isLike: new Uint8Array(drawn.length).fill(1),
    decidedAt: new Float64Array(drawn.length),
    split: { trainEnd: Math.floor(drawn.length * 0.8), validationEnd: Math.floor(drawn.length * 0.9) },
    fingerprint: data.fingerprint,
  };
}
