import type { CatalogueRecord } from '../contracts/catalogue-record.ts';
import { cleanText } from './clean-text.ts';

export interface ItemMatchKeys {
  /** 8 or 13 digits. */
  janCode: string | null;
  /** Maker and product code, cleaned, in lower case, a line feed between: cleaned texts hold none. */
  makerProduct: string | null;
}

/**
 * What tells that records of two sources mean one item: equal JAN codes, or equal makers with equal product codes.
 * Null never equals anything.
 */
export function itemMatchKeys(
  record: Pick<CatalogueRecord, 'janCode' | 'maker' | 'productCode'>,
): ItemMatchKeys {
  const maker = fold(record.maker);
  const product = fold(record.productCode);
  return {
    janCode: record.janCode,
    makerProduct: maker === '' || product === '' ? null : `${maker}\n${product}`,
  };
}

function fold(text: string | null): string {
  return cleanText(text ?? '').toLowerCase();
}
