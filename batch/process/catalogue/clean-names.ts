import { cleanText } from '../../../shared/catalogue/clean-text.ts';

const maxLength = 500;
const maxNames = 1000;

/**
 * The different names of a list, cleaned and sorted by code unit; of more than 1000 the first ones. Names of more than
 * 500 characters are left out.
 */
export function cleanNames(texts: readonly string[]): {
  names: string[];
  tooLong: boolean;
  tooMany: boolean;
} {
  const cleaned = texts.map(cleanText).filter((name) => name !== '');
  const names = [...new Set(cleaned)].filter((name) => name.length <= maxLength).sort();
  return {
    names: names.slice(0, maxNames),
    tooLong: cleaned.some((name) => name.length > maxLength),
    tooMany: names.length > maxNames,
  };
}
