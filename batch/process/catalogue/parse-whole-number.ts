import { parseDecimal } from './parse-decimal.ts';

const maxInteger = 2_147_483_647;

/** A number as an integer from 0 to 2147483647, halves rounded up; null where it is none. */
export function parseWholeNumber(text: string): number | null {
  const value = parseDecimal(text);
  const rounded = value === null || value < 0 ? Number.NaN : Math.round(value);
  return rounded <= maxInteger ? rounded : null;
}
