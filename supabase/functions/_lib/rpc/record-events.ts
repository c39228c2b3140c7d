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
  events: readonly FeedbackEvent[];
}

/** Stores what a person did; one row for each distinct event id, in no order. @throws AppError as callDatabaseFunction. */
export function recordEvents(
  client: SupabaseClient,
  { personId, events }: RecordEventsOptions,
): Promise<FeedbackRow[]> {
  return callDatabaseFunction(client, {
    name: 'record_events',
    parameters: { p_person: personId, p_events: events },
    answer: z.array(feedbackRowSchema),
  });
}
