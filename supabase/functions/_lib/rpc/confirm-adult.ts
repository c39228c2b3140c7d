import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const adultConfirmedAtSchema = z.iso.datetime({ offset: true });

/**
 * Records that the person confirmed to be an adult and returns when they first did.
 * @throws AppError UNAUTHENTICATED when the account was deleted while its token lives on; else as callDatabaseFunction.
 */
export async function confirmAdult(client: SupabaseClient, personId: string): Promise<string> {
  try {
    return await callDatabaseFunction(client, {
      name: 'confirm_adult',
      parameters: { p_person: personId },
      answer: adultConfirmedAtSchema,
    });
  } catch (error) {
    const foreignKeyViolation = '23503';
    if (error instanceof AppError && error.details?.sqlstate === foreignKeyViolation) {
      throw new AppError('UNAUTHENTICATED', 'Cannot identify the person: the account no longer exists');
    }
    throw error;
  }
}
