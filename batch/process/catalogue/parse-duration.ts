import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { parseWholeNumber } from './parse-whole-number.ts';

/**
 * Minutes, rounded, from `120`, `120分`, `MM:SS` or `HH:MM:SS`; null where it is none of them. Minutes may be above 59
 * where they come first.
 */
export function parseDuration(text: string): number | null {
  const cleaned = cleanText(text);
  const clock = /^(?:(\d{1,4}):([0-5]?\d)|(\d{1,5})):([0-5]\d)$/.exec(cleaned);
  if (clock === null) return parseWholeNumber(cleaned.replace(/ ?分$/u, ''));
  const [, hours = '0', minutesOfHour = '0', minutes = '0', seconds = '0'] = clock;
  return Math.round(Number(hours) * 60 + Number(minutesOfHour) + Number(minutes) + Number(seconds) / 60);
}
