import type { ItemListResult } from '../client/response-schemas.ts';
import { parseWall } from './japan-time.ts';
import type { ListingPage } from './read-listing.ts';

export interface ItemPage extends ListingPage {
  /** Newest date of an item, `YYYY-MM-DD HH:MM:SS` in Japan. */
  latest: string | null;
}

/** What fetching needs to know of a page. Whether its items can be read is looked at later. */
export function itemPage({ total_count: total, items }: ItemListResult): ItemPage {
  let latest: string | null = null;
  const ids = items.map((item) => {
    const { content_id: id, date } = (item ?? {}) as { content_id?: unknown; date?: unknown };
    if (typeof date === 'string' && parseWall(date) !== null)
      latest = newerDate(latest, date.replace('T', ' '));
    return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
  });
  return { total, ids, latest };
}

/** Dates of this form sort as texts. */
export function newerDate(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
