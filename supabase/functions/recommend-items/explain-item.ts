import type { RecommendationReason } from '../../../shared/contracts/recommend-items.ts';
import { chooseLikedItem } from '../../../shared/ranking/choose-liked-item.ts';
import type { PageItem } from '../_lib/rpc/find-page-items.ts';
import type { PageContext } from '../_lib/rpc/open-page.ts';

const texts = {
  taste: { en: 'Picked for you', ja: 'あなたへのおすすめ' },
  popular: { en: 'Popular right now', ja: 'いま人気の作品' },
  new: { en: 'New release', ja: '新着の作品' },
  exploration: { en: 'Something different', ja: 'いつもと違う作品' },
} as const;

/** Why an item is on the page, for the person to read. */
export function explainItem(
  item: Pick<PageItem, 'source' | 'maker' | 'series' | 'performers' | 'tags'>,
  { recent_likes, onboarding_tags }: Pick<PageContext, 'recent_likes' | 'onboarding_tags'>,
): RecommendationReason {
  if (item.source === 'popular') return { kind: 'popular', text: texts.popular };
  if (item.source === 'fresh') return { kind: 'new', text: texts.new };
  if (item.source === 'exploration') return { kind: 'exploration', text: texts.exploration };
  const cause = chooseLikedItem(item, recent_likes);
  if (!cause) return explainByTags(item.tags, onboarding_tags);
  return {
    kind: 'liked_item',
    item_id: cause.item_id,
    text: { en: `Because you liked “${cause.title}”`, ja: `「${cause.title}」を気に入ったあなたへ` },
  };
}

function explainByTags(tags: readonly string[], chosen: readonly string[]): RecommendationReason {
  const tag = chosen.find((name) => tags.includes(name));
  if (tag === undefined) return { kind: 'taste', text: texts.taste };
  return {
    kind: 'chosen_tag',
    tag,
    text: { en: `Because you chose “${tag}”`, ja: `「${tag}」を選んだあなたへ` },
  };
}
