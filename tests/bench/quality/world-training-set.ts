import type { TrainingSet } from '../../../batch/io/training-set.ts';
import type { World } from '../../../batch/simulate/world.ts';

/** A world's catalogue and log as a training set, split by time; row i of everything is index i of the world. */
export function worldTrainingSet(
  { items, people, decisions }: World,
  shares: { trainShare: number; validationShare: number },
): TrainingSet {
  const trainEnd = Math.floor(decisions.length * shares.trainShare);
  const validationEnd = Math.floor(decisions.length * (shares.trainShare + shares.validationShare));
  return {
    items: items.map((item, index) => ({
      id: index + 1,
      externalId: item.id,
      title: item.title,
      maker: item.maker,
      series: item.series,
      performers: item.performers,
      tags: item.tags,
      releasedAt: new Date(item.released * 1000).toISOString(),
      durationMinutes: item.durationMinutes,
      priceYen: item.priceYen,
    })),
    personKeys: people.map(({ id }) => id),
    personIndex: Int32Array.from(decisions, ({ person }) => person),
    itemIndex: Int32Array.from(decisions, ({ item }) => item),
    isLike: Uint8Array.from(decisions, ({ isLike }) => (isLike ? 1 : 0)),
    decidedAt: Float64Array.from(decisions, ({ timestamp }) => timestamp),
    split: { trainEnd, validationEnd },
    fingerprint: '0'.repeat(64),
  };
}
