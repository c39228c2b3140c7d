import { describe, expect, it } from 'vitest';
import { chooseLikedItem, type Likeable } from '../../../shared/ranking/choose-liked-item.ts';

const about = (known: Partial<Likeable>): Likeable => ({
  ...{ maker: null, series: null, performers: [], tags: [] },
  ...known,
});

describe('chooseLikedItem()', () => {
  it('prefers a series to performers, performers to tags, tags to the maker', () => {
    const item = about({ maker: 'M', series: 'S', performers: ['Ann Lake'], tags: ['a', 'b', 'c'] });
    const series = about({ series: 'S' });
    const performer = about({ performers: ['Ann Lake', 'Bo Hill'] });
    // Two of three tags: 2 * 2 / 3 = 1.33; the maker has 1.
    const tags = about({ tags: ['a', 'b'] });
    const maker = about({ maker: 'M' });
    const liked = [maker, tags, performer, series];
    expect(chooseLikedItem(item, liked)).toBe(series);
    expect(chooseLikedItem(item, liked.slice(0, 3))).toBe(performer);
    expect(chooseLikedItem(item, liked.slice(0, 2))).toBe(tags);
    expect(chooseLikedItem(item, [maker])).toBe(maker);
  });

  it('takes the first of equals and nothing that has little in common', () => {
    const item = about({ maker: 'M', tags: ['a', 'b', 'c'] });
    const [one, other] = [about({ maker: 'M' }), about({ maker: 'M' })];
    expect(chooseLikedItem(item, [one, other])).toBe(one);
    // One of three tags: 2 / 3.
    expect(chooseLikedItem(item, [about({ tags: ['a'] })])).toBeNull();
    expect(chooseLikedItem(about({}), [about({})])).toBeNull();
  });
});
