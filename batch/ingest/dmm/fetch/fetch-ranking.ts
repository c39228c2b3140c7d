import { AppError } from '../../../../shared/errors/app-error.ts';
import type { DmmClient } from '../client/create-dmm-client.ts';
import { itemListSchema } from '../client/response-schemas.ts';
import { itemPage } from './item-page.ts';
import { pageName } from './page-names.ts';
import { highestOffset } from './read-listing.ts';
import { storedResult } from './stored-result.ts';

export interface FetchRankingOptions {
  site: string;
  service: string;
  floor: string;
  folder: string;
  hits: number;
  /** Positions wanted. */
  size: number;
  /** Readings before the ranking counts as incomplete. */
  passes: number;
  signal: AbortSignal;
}

/**
 * Ids of the best ranked items of a floor, best first, each once: an item that moves while pages are read counts where
 * it was met first. Throws SOURCE_INCOMPLETE when no reading finds as many as there are.
 */
export async function fetchRanking(client: DmmClient, options: FetchRankingOptions): Promise<string[]> {
  for (let pass = 1; pass <= options.passes; pass++) {
    const { ids, total } = await readPass(client, options, pass);
    if (ids.length >= Math.min(options.size, total) && ids.length > 0) return ids;
  }
  throw new AppError(
    'SOURCE_INCOMPLETE',
    `Cannot read the ranking of ${options.floor} of the DMM API whole: ${options.passes} readings found too few items`,
    {
      hint: 'Run it again later; the ranking that was stored last stays.',
      details: { floor: options.floor },
    },
  );
}

async function readPass(
  client: DmmClient,
  { site, service, floor, folder, hits, size, signal }: FetchRankingOptions,
  pass: number,
): Promise<{ ids: string[]; total: number }> {
  const ids = new Set<string>();
  let total = 0;
  for (
    let page = 1;
    page === 1 || (ids.size < size && offsetOf(page) <= Math.min(total, highestOffset));
    page++
  ) {
    const offset = offsetOf(page);
    const got = itemPage(
      await storedResult({
        ...{ folder, name: pageName('rank', { pass, page }), schema: itemListSchema, signal },
        ask: () => client.itemList({ site, service, floor, sort: 'rank', hits, offset }),
      }),
    );
    total = got.total;
    for (const id of got.ids) if (id !== null && id.trim() !== '' && ids.size < size) ids.add(id);
    if (got.ids.length === 0) break;
  }
  return { ids: [...ids], total };

  function offsetOf(page: number): number {
    return 1 + (page - 1) * hits;
  }
}
