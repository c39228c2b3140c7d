import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { RecommendationSource } from '../../../../shared/contracts/enums.ts';
import type { Assignment } from '../../../../shared/contracts/experiment.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export interface Impression {
  item_id: number;
  score: number;
  /** Probability that the item was shown where it was shown, above 0 and at most 1. */
  propensity: number;
  source: RecommendationSource;
}

export interface LogImpressionsOptions {
  personId: string;
  requestId: string;
  modelVersion: string | null;
  /** In the order shown. */
  items: readonly Impression[];
  variants: Assignment[];
}

/** Logs what a person was shown. @throws AppError as callDatabaseFunction. */
export async function logImpressions(
  client: SupabaseClient,
  { personId, requestId, modelVersion, items, variants }: LogImpressionsOptions,
): Promise<void> {
  await callDatabaseFunction(client, {
    name: 'log_impressions',
    parameters: {
      p_person: personId,
      p_request: requestId,
      p_model_version: modelVersion,
      // Items may hold more than is to be logged.
      p_items: items.map(({ item_id, score, propensity, source }) => ({
        item_id,
        score,
        propensity,
        source,
      })),
      p_variants: variants.length > 0 ? variants : null,
    },
    answer: z.unknown(),
  });
}
