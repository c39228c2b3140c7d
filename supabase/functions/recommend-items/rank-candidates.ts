import type { RecommendationSource } from '../../../shared/contracts/enums.ts';
import type { RankingSettings } from '../../../shared/contracts/ranking-settings.ts';
import { freshnessBonus } from '../../../shared/ranking/freshness-bonus.ts';
import { rankPage } from '../../../shared/ranking/rank-page.ts';
import type { PageItem } from '../_lib/rpc/find-page-items.ts';
import type { PageContext } from '../_lib/rpc/open-page.ts';

/** Whoever has decided on fewer items than this is new. */
const coldBelow = 5;

export interface RankCandidatesOptions {
  context: PageContext;
  ranking: RankingSettings;
  /** What the request asks for; else new people's pages are explored more than those of others. */
  exploration: number | undefined;
  limit: number;
  now: Date;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** An item of a page, as people see it and as it is logged. */
export interface RankedPageItem extends PageItem {
  source: RecommendationSource;
  /** See rank-page.ts. */
  propensity: number;
}

/** The page out of what was found: fresh ones raised, nopes lowered, caps held, some of it explored. */
export function rankCandidates(
  found: readonly PageItem[],
  { context, ranking, exploration, limit, now, random }: RankCandidatesOptions,
): RankedPageItem[] {
  const candidates = found.map((item) => ({
    ...item,
    score: item.score + freshnessBonus(item.released_at, { weight: ranking.freshness, now }),
    id: item.item_id,
    makerId: item.maker_id,
  }));
  const isCold = context.like_count + context.nope_count < coldBelow;
  return rankPage(candidates, {
    ...{ limit, random, diversity: ranking.diversity },
    exploration: exploration ?? (isCold ? ranking.cold_exploration : ranking.exploration),
    shares: {
      maker: ranking.maker_share,
      series: ranking.series_share,
      performer: ranking.performer_share,
    },
    nopes: context.personalisation ? context.recent_nopes : [],
  }).map(({ item, propensity, explored }) => ({
    ...item,
    propensity,
    source: explored ? 'exploration' : item.source,
  }));
}
