import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import type { FeedbackEvent } from '../../../../shared/contracts/record-feedback.ts';
import { callDatabaseFunction } from '../database/call-database-function.ts';

export const feedbackRowSchema = z.object({
  event_id: z.uuid(),
  outcome: z.enum(['accepted', 'duplicate', 'unknown_item']),
});

export type FeedbackRow = z.infer<typeof feedbackRowSchema>;

export interface RecordEventsOptions {
  personId: string;
  /** Where the request came from; null where that is not known. */
  address: string | null;
  events: readonly FeedbackEvent[];
}

/** Stores what a person did; one row for each distinct event id, in no order. @throws AppError as callDatabaseFunction. */
export function recordEvents(
  client: SupabaseClient,
  { personId, address, events }: RecordEventsOptions,
): Promise<FeedbackRow[]> {
  return callDatabaseFunction(client, {
    name: 'take_events',
    parameters: { p_person: personId, p_events: events, p_address: address },
    answer: z.array(feedbackRowSchema),
  });
}
