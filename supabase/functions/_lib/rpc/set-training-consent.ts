import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const trainingConsentAtSchema = z.iso.datetime({ offset: true }).nullable();

export interface SetTrainingConsentOptions {
  personId: string;
  consent: boolean;
}

/**
 * Gives or takes back the consent to training and returns when the one that holds was given, null for none.
 * @throws AppError ADULT_CONFIRMATION_REQUIRED for a person without that; else as callDatabaseFunction.
 */
export function setTrainingConsent(
  client: SupabaseClient,
  { personId, consent }: SetTrainingConsentOptions,
): Promise<string | null> {
  return callDatabaseFunction(client, {
    name: 'set_training_consent',
    parameters: { p_person: personId, p_consent: consent },
    answer: trainingConsentAtSchema,
  });
}
