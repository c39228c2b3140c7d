import type { Baseline } from './baseline.ts';
import { easeBaselines } from './ease.ts';
import { ials } from './ials.ts';
import { itemKnn } from './item-knn.ts';
import { popularity, recentPopularity } from './popularity.ts';

/** Every baseline of a report, in its order. */
export function allBaselines({ easeItemLimit = 12_000 }: { easeItemLimit?: number } = {}): Baseline[] {
  return [popularity, recentPopularity, itemKnn, ...easeBaselines({ itemLimit: easeItemLimit }), ials];
}
