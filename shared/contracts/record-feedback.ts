import { z } from 'zod';
import { decisionKinds } from './enums.ts';

export const feedbackEventSchema = z.strictObject({
  /** Made by the client, once for each swipe: sending it again changes nothing. */
  event_id: z.uuid(),
  item_id: z.int().min(1),
  kind: z.enum(decisionKinds),
  /** ISO 8601 with offset. */
  occurred_at: z.iso.datetime({ offset: true }),
  /** request_id of the page that the item was on. */
  request_id: z.uuid().optional(),
});

export const recordFeedbackRequestSchema = z.strictObject({
  events: z.array(feedbackEventSchema).min(1).max(100),
});

export const feedbackOutcomes = ['accepted', 'duplicate', 'unknown_item'] as const;

export const recordFeedbackResponseSchema = z.object({
  request_id: z.uuid(),
  events: z.array(z.object({ event_id: z.uuid(), outcome: z.enum(feedbackOutcomes) })),
});

export type RecordFeedbackResponse = z.infer<typeof recordFeedbackResponseSchema>;
