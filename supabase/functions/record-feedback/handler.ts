import type { SupabaseClient } from '@supabase/supabase-js';
import {
  type RecordFeedbackResponse,
  recordFeedbackRequestSchema,
} from '../../../shared/contracts/record-feedback.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { CountRequest } from '../_lib/metrics/finished-request.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import { recordEvents } from '../_lib/rpc/record-events.ts';
import { findProblem } from './find-problem.ts';
import { outcomesInOrder } from './outcomes-in-order.ts';
import { setClockRight } from './set-clock-right.ts';

export interface RecordFeedbackDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  log: WriteLogLine;
  count: CountRequest;
  /** The header that says where a request came from. */
  addressHeader: string;
  now: () => Date;
}

/**
 * POST {events, sent_at}: stores what the person did and says what became of each event. One that cannot be stored does not
 * keep the others from it. Sending it again changes nothing.
 */
export function createRecordFeedbackHandler(dependencies: RecordFeedbackDependencies): HttpHandler {
  const { client, verifyPerson, log, count, addressHeader, now } = dependencies;
  return createHttpHandler({
    functionName: 'record-feedback',
    method: 'POST',
    log,
    count,
    async handle(request, { requestId }) {
      const personId = await verifyPerson(request);
      const sent = await readJsonBody(request, recordFeedbackRequestSchema);
      const received = now();
      const events = setClockRight(sent.events, { sentAt: sent.sent_at, now: received }).map((event) => ({
        event,
        event_id: event.event_id,
        problem: findProblem(event, received),
      }));
      const valid = events.flatMap(({ event, problem }) => (problem ? [] : [event]));
      const address = clientAddress(request, addressHeader);
      // Asked even where nothing is left: whether the person may send anything is for the database to say.
      const rows = await recordEvents(client, { personId, address, events: valid });
      const body: RecordFeedbackResponse = { request_id: requestId, events: outcomesInOrder(events, rows) };
      return { body, logFields: { events: events.length } };
    },
  });
}
