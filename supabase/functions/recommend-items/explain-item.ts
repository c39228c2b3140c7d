import type { RecommendationReason } from '../../../shared/contracts/recommend-items.ts';
import { chooseLikedItem } from '../../../shared/ranking/choose-liked-item.ts';
import type { PageItem } from '../_lib/rpc/find-page-items.ts';
import type { LikedItem } from '../_lib/rpc/get-page-context.ts';

const texts = {
  taste: { en: 'Picked for you', ja: 'あなたへのおすすめ' },
  popular: { en: 'Popular right now', ja: 'いま人気の作品' },
  new: { en: 'New release', ja: '新着の作品' },
  exploration: { en: 'Something different', ja: 'いつもと違う作品' },
} as const;

/** Why an item is on the page, for the person to read. */
export function explainItem(
  item: Pick<PageItem, 'source' | 'maker' | 'series' | 'performers' | 'tags'>,
  liked: readonly LikedItem[],
): RecommendationReason {
  if (item.source === 'popular') return { kind: 'popular', text: texts.popular };
  if (item.source === 'fresh') return { kind: 'new', text: texts.new };
  if (item.source === 'exploration') return { kind: 'exploration', text: texts.exploration };
  const cause = chooseLikedItem(item, liked);
  if (!cause) return { kind: 'taste', text: texts.taste };
  return {
    kind: 'liked_item',
    item_id: cause.item_id,
    text: { en: `Because you liked “${cause.title}”`, ja: `「${cause.title}」を気に入ったあなたへ` },
  };
}
