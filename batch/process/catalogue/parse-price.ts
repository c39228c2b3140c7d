import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { parseWholeNumber } from './parse-whole-number.ts';

/**
 * A price in yen, such as `210`, `210~` (from 210), `1,980`, `¥1,980` or `1980円`, also in full-width characters; null
 * where it is none.
 */
export function parsePrice(text: string): number | null {
  const amount = cleanText(text)
    .replace(/ ?[~〜]$/u, '')
    .replace(/^¥ ?/u, '')
    .replace(/ ?円$/u, '');
  return parseWholeNumber(amount);
}
