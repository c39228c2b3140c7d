import type { SupabaseClient } from '@supabase/supabase-js';
import { type Account, accountSchema } from '../../../../shared/contracts/manage-account.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export interface ChangeAccountOptions {
  name: 'get_account' | 'set_exclusions' | 'set_onboarding_tags' | 'set_personalisation';
  personId: string;
  /** Beside the person. */
  parameters?: Record<string, unknown>;
}

/** Reads or changes what a person said of themselves; returns all of it. @throws AppError as callDatabaseFunction. */
export function changeAccount(
  client: SupabaseClient,
  { name, personId, parameters }: ChangeAccountOptions,
): Promise<Account> {
  return callDatabaseFunction(client, {
    name,
    parameters: { p_person: personId, ...parameters },
    answer: accountSchema,
  });
}
