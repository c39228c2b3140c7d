import type { Credit } from '../../../../shared/contracts/recommend-items.ts';

/** Each credit that the sources of the page ask for, once, in the order in which the page first needs it. */
export function collectCredits(page: readonly { credits: readonly Credit[] }[]): Credit[] {
  const found = new Map<string, Credit>();
  for (const { credits } of page) {
    for (const { text, url } of credits) {
      const key = JSON.stringify([text, url]);
      if (!found.has(key)) found.set(key, { text, url });
    }
  }
  return [...found.values()];
}
