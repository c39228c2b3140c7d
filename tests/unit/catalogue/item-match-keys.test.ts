import { describe, expect, it } from 'vitest';
import { itemMatchKeys } from '../../../shared/catalogue/item-match-keys.ts';

describe('itemMatchKeys()', () => {
  it('is the same for makers and codes that differ in form only', () => {
    const one = itemMatchKeys({ janCode: null, maker: 'Maker Ａ', productCode: 'ab-12' });
    expect(one).toEqual({ janCode: null, makerProduct: 'maker a\nab-12' });
    expect(itemMatchKeys({ janCode: null, maker: ' MAKER  A', productCode: 'ＡＢ-12' })).toEqual(one);
  });

  it('has no key of half a pair', () => {
    expect(itemMatchKeys({ janCode: '49123456', maker: null, productCode: 'ab-12' })).toEqual({
      janCode: '49123456',
      makerProduct: null,
    });
    expect(itemMatchKeys({ janCode: null, maker: 'Maker', productCode: ' ' }).makerProduct).toBeNull();
  });

  it('keeps maker and code apart', () => {
    const one = itemMatchKeys({ janCode: null, maker: 'a b', productCode: 'c' });
    const other = itemMatchKeys({ janCode: null, maker: 'a', productCode: 'b c' });
    expect(one.makerProduct).not.toBe(other.makerProduct);
  });
});
