import type { RecommendedItem } from '../../../../shared/contracts/recommend-items.ts';

/** A row of the database: the item under its own name, and what `source` it came from. */
export type PresentableItem<Source extends string> = Omit<
  RecommendedItem,
  'id' | 'position' | 'source' | 'reason'
> & {
  item_id: number;
  source: Source;
};

/** A row of the database as the client sees it. */
export function presentItem<Source extends string>(item: PresentableItem<Source>, position: number) {
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
