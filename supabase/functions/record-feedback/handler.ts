import type { SupabaseClient } from '@supabase/supabase-js';
import {
  type RecordFeedbackResponse,
  recordFeedbackRequestSchema,
} from '../../../shared/contracts/record-feedback.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import { recordFeedback } from '../_lib/rpc/record-feedback.ts';
import { assertRecentEvents } from './assert-recent-events.ts';
import { outcomesInOrder } from './outcomes-in-order.ts';

export interface RecordFeedbackDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  log: WriteLogLine;
  now: () => Date;
}

/** POST {events}: stores likes and nopes and says what became of each event. Sending it again changes nothing. */
export function createRecordFeedbackHandler(dependencies: RecordFeedbackDependencies): HttpHandler {
  const { client, verifyPerson, log, now } = dependencies;
  return createHttpHandler({
    functionName: 'record-feedback',
    method: 'POST',
    log,
    async handle(request, requestId) {
      const personId = await verifyPerson(request);
      const { events } = await readJsonBody(request, recordFeedbackRequestSchema);
      assertRecentEvents(events, now());
      const rows = await recordFeedback(client, { personId, events });
      const body: RecordFeedbackResponse = { request_id: requestId, events: outcomesInOrder(events, rows) };
      return { body, logFields: { events: events.length } };
    },
  });
}
