import type { SupabaseClient } from '@supabase/supabase-js';
import {
  type ManageAccountRequest,
  type ManageAccountResponse,
  personExportSchema,
} from '../../../shared/contracts/manage-account.ts';
import { callDatabaseFunction } from '../_lib/database/call-database-function.ts';
import { changeAccount } from '../_lib/rpc/change-account.ts';
import { confirmAdult } from '../_lib/rpc/confirm-adult.ts';
import { setTrainingConsent } from '../_lib/rpc/set-training-consent.ts';
import { deletePerson } from './delete-person.ts';

type Answer<Response> = Response extends { request_id: string } ? Omit<Response, 'request_id'> : never;

/** Does what the person asks for their own account and gives the answer to it. @throws AppError as callDatabaseFunction. */
export async function answerAction(
  client: SupabaseClient,
  { personId, request }: { personId: string; request: ManageAccountRequest },
): Promise<Answer<ManageAccountResponse>> {
  const change = async (
    name: Parameters<typeof changeAccount>[1]['name'],
    parameters: Record<string, unknown> = {},
  ) => ({ account: await changeAccount(client, { name, personId, parameters }) });
  switch (request.action) {
    case 'confirm_adult':
      return { adult_confirmed_at: await confirmAdult(client, personId) };
    case 'set_training_consent':
      return {
        training_consent_at: await setTrainingConsent(client, { personId, consent: request.consent }),
      };
    case 'get_account':
      return change('get_account');
    case 'set_onboarding_tags':
      return change('set_onboarding_tags', { p_tags: request.tag_ids });
    case 'set_exclusions':
      return change('set_exclusions', { p_exclusions: request.exclusions });
    case 'set_personalisation':
      return change('set_personalisation', { p_on: request.on });
    case 'export':
      return {
        export: await callDatabaseFunction(client, {
          name: 'export_person',
          parameters: { p_person: personId },
          answer: personExportSchema,
        }),
      };
    case 'delete':
      await deletePerson(client, personId);
      return { deleted: true };
  }
}
