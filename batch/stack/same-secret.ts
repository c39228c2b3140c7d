import { timingSafeEqual } from 'node:crypto';

/** Compares two secrets without telling by its duration how far they agree. */
export function sameSecret(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
