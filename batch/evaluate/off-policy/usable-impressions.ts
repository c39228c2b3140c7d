import type { OffPolicyReport } from '../../../shared/contracts/off-policy-report.ts';
import type { ImpressionLog } from '../../io/impressions/impression-log.ts';

export interface UsableImpression {
  /** Index in the pages of the log. */
  page: number;
  person: number;
  place: number;
  /** Index in the catalogue. */
  item: number;
  propensity: number;
  /** 1 for a like, else 0. */
  reward: number;
}

export interface UsableOptions {
  /** Index in the catalogue by database id. */
  indexOf: ReadonlyMap<number, number>;
  at: OffPolicyReport['at'];
  /** Unix time in seconds: pages of before it are left out, -Infinity for none. */
  notBefore: number;
}

/** The impressions that an estimate can be made of, and how many cannot be used, each counted under its first reason. */
export function usableImpressions(
  { pages, pending }: Pick<ImpressionLog, 'pages' | 'pending'>,
  { indexOf, at, notBefore }: UsableOptions,
): { impressions: UsableImpression[]; leftOut: OffPolicyReport['leftOut'] } {
  const leftOut = { pending, beforeModel: 0, propensityMissing: 0, propensityOfPlace: 0, itemGone: 0 };
  const impressions: UsableImpression[] = [];
  for (const [page, { person, shownAt, shown }] of pages.entries()) {
    for (const { place, itemId, propensity, liked } of shown) {
      const item = indexOf.get(itemId);
      if (shownAt < notBefore) leftOut.beforeModel++;
      else if (propensity === null || !(propensity > 0 && propensity <= 1)) leftOut.propensityMissing++;
      else if (at === 'page' && propensity < 1) leftOut.propensityOfPlace++;
      else if (item === undefined) leftOut.itemGone++;
      else impressions.push({ page, person, place, item, propensity, reward: liked ? 1 : 0 });
    }
  }
  return { impressions, leftOut };
}
