import type { SupabaseClient } from '@supabase/supabase-js';
import { AppError } from '../../../shared/errors/app-error.ts';

/**
 * Deletes the account, and with it every row of the person; done already is done.
 * @throws AppError AUTH_UNAVAILABLE when Auth does not answer or cannot do it now, INTERNAL when it refuses.
 */
export async function deletePerson(client: SupabaseClient, personId: string): Promise<void> {
  const { error } = await client.auth.admin.deleteUser(personId);
  if (!error || error.status === 404) return;
  const isPassing = error.status === undefined || error.status === 0 || error.status >= 500;
  throw isPassing
    ? new AppError('AUTH_UNAVAILABLE', 'Cannot delete the account now: send it again', { cause: error })
    : new AppError('INTERNAL', 'Auth refuses to delete an account', { cause: error });
}
