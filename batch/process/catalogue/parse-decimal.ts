import { cleanText } from '../../../shared/catalogue/clean-text.ts';

const plain = /^[+-]?\d{1,30}(\.\d{0,30})?(e[+-]?\d{1,3})?$/i;
const grouped = /^[+-]?\d{1,3}(,\d{3}){1,9}(\.\d{0,30})?$/;

/** A decimal number, also in full-width digits, with an exponent or with commas between thousands; null for others. */
export function parseDecimal(text: string): number | null {
  const cleaned = cleanText(text);
  if (!plain.test(cleaned) && !grouped.test(cleaned)) return null;
  const value = Number(cleaned.replaceAll(',', ''));
  // Adding 0 makes 0 of -0.
  return Number.isFinite(value) ? value + 0 : null;
}
