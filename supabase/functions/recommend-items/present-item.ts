import type { RecommendedItem } from '../../../shared/contracts/recommend-items.ts';
import type { PageItem } from '../_lib/rpc/find-page-items.ts';
import type { LikedItem } from '../_lib/rpc/get-page-context.ts';
import { explainItem } from './explain-item.ts';

/** A row of the database as the client sees it. */
export function presentItem(
  item: PageItem,
  { position, liked }: { position: number; liked: readonly LikedItem[] },
): RecommendedItem {
  return {
    id: item.item_id,
    external_id: item.external_id,
    position,
    score: item.score,
    source: item.source,
    reason: explainItem(item, liked),
    title: item.title,
    maker: item.maker,
    series: item.series,
    performers: item.performers,
    tags: item.tags,
    released_at: item.released_at,
    duration_minutes: item.duration_minutes,
    price_yen: item.price_yen,
  };
}
