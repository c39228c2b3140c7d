import type { SupabaseClient } from '@supabase/supabase-js';
import type { Degradation } from '../../../shared/contracts/recommend-items.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import {
  type FindPageItemsOptions,
  findPageItems,
  type PageItem,
  type PersonalQuery,
} from '../_lib/rpc/find-page-items.ts';

export interface Candidates {
  found: PageItem[];
  /** What they were found by; null where popularity stood in. */
  query: PersonalQuery | null;
  degraded: Degradation[];
}

/** What a page can be had without: the database is slow over vectors, or the version went between the two calls. */
const passing = new Set(['DATABASE_SLOW', 'MODEL_MISSING']);

/**
 * The second database call. Where it fails over the vector it is made once more without: popular items under the same filters
 * and exclusions, which need no vector. @throws AppError as callDatabaseFunction when that fails too.
 */
export async function findCandidates(
  client: SupabaseClient,
  options: FindPageItemsOptions,
): Promise<Candidates> {
  const { query } = options;
  try {
    return { found: await findPageItems(client, options), query, degraded: [] };
  } catch (error) {
    if (query === null || !(error instanceof AppError) || !passing.has(error.code)) throw error;
    const found = await findPageItems(client, { ...options, query: null });
    return { found, query: null, degraded: [{ code: error.code, message: error.message }] };
  }
}
