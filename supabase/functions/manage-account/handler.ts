import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import {
  manageAccountRequestSchema,
  type manageAccountResponseSchema,
} from '../../../shared/contracts/manage-account.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { CountRequest } from '../_lib/metrics/finished-request.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import { admitRequest } from '../_lib/rpc/admit-request.ts';
import { answerAction } from './answer-action.ts';

export interface ManageAccountDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  log: WriteLogLine;
  count: CountRequest;
  /** The header that says where a request came from. */
  addressHeader: string;
}

/** POST {action, ...}, see manageAccountRequestSchema: what a person does to their own account. */
export function createManageAccountHandler({
  client,
  verifyPerson,
  log,
  count,
  addressHeader,
}: ManageAccountDependencies): HttpHandler {
  return createHttpHandler({
    functionName: 'manage-account',
    method: 'POST',
    log,
    count,
    async handle(request, { requestId }) {
      const personId = await verifyPerson(request);
      const asked = await readJsonBody(request, manageAccountRequestSchema);
      await admitRequest(client, { personId, address: clientAddress(request, addressHeader) });
      const body: z.infer<typeof manageAccountResponseSchema> = {
        request_id: requestId,
        ...(await answerAction(client, { personId, request: asked })),
      };
      return { body };
    },
  });
}
