import type { RecommendedItem } from '../../../shared/contracts/recommend-items.ts';
import type { RetrievedItem } from '../_lib/rpc/retrieve-page-items.ts';

/** A row of the database as the client sees it. */
export function presentItem(item: RetrievedItem, position: number): RecommendedItem {
  return {
    id: item.item_id,
    external_id: item.external_id,
    position,
    score: item.score,
    source: item.source,
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
