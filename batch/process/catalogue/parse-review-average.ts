import { parseDecimal } from './parse-decimal.ts';

/** An average from 0 to 5, such as `4.84`; null where it is none. */
export function parseReviewAverage(text: string): number | null {
  const value = parseDecimal(text);
  return value !== null && value >= 0 && value <= 5 ? value : null;
}
