import type { SupabaseClient } from '@supabase/supabase-js';
import type { Degradation } from '../../../shared/contracts/recommend-items.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type FindItemsOptions, type FoundRow, findItems } from '../_lib/rpc/find-items.ts';

export interface FoundRows {
  rows: FoundRow[];
  /** Whether they can be put in a personal order. */
  isPersonal: boolean;
  degraded: Degradation[];
}

/** Finds items; where the personal order takes too long, once more without. @throws AppError as callDatabaseFunction. */
export async function findRows(client: SupabaseClient, options: FindItemsOptions): Promise<FoundRows> {
  const { request } = options;
  try {
    return { rows: await findItems(client, options), isPersonal: request.personal, degraded: [] };
  } catch (error) {
    if (!request.personal || !(error instanceof AppError && error.code === 'DATABASE_SLOW')) throw error;
    const rows = await findItems(client, { ...options, request: { ...request, personal: false } });
    const degraded = [{ code: error.code, message: `Not in a personal order: ${error.message}` }];
    return { rows, isPersonal: false, degraded };
  }
}
