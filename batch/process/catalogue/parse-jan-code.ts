import { cleanText } from '../../../shared/catalogue/clean-text.ts';

/**
 * A JAN code of 8 or 13 digits, written with or without hyphens and spaces; null where it is none. One digit again and
 * again is a placeholder: by it items would be taken for one.
 */
export function parseJanCode(text: string): string | null {
  const digits = cleanText(text).replace(/[- ]/g, '');
  return /^\d{8}(\d{5})?$/.test(digits) && !/^(\d)\1*$/.test(digits) ? digits : null;
}
