import { z } from 'zod';
import { decisionKinds, interactionKinds } from './enums.ts';

export const feedbackEventSchema = z.strictObject({
  /** Made by the client, once for each event: sending it again changes nothing. */
  event_id: z.uuid(),
  item_id: z.int().min(1),
  /** undo takes back what the person thought of the item; impression: seen on the screen; play: a sample; open: the link. */
  kind: z.enum([...decisionKinds, ...interactionKinds]),
  /** ISO 8601 with offset, by the clock of the device. */
  occurred_at: z.iso.datetime({ offset: true }),
  /** request_id of the page that the item was on. */
  request_id: z.uuid().optional(),
});

export type FeedbackEvent = z.infer<typeof feedbackEventSchema>;

export const recordFeedbackRequestSchema = z.strictObject({
  events: z.array(feedbackEventSchema).min(1).max(100),
  /** The device's clock when the batch is sent: where it is wrong, the times of the events are set right by it. */
  sent_at: z.iso.datetime({ offset: true }).optional(),
});

/** accepted: stored; duplicate: that id is known; unknown_item: there is no such item; invalid: see code and message. */
export const feedbackOutcomes = ['accepted', 'duplicate', 'unknown_item', 'invalid'] as const;

/** What an event is refused for, while the others of its batch are stored. */
export const feedbackProblems = ['TOO_EARLY', 'TOO_OLD'] as const;

export const recordFeedbackResponseSchema = z.object({
  request_id: z.uuid(),
  /** In the order sent. */
  events: z.array(
    z.object({
      event_id: z.uuid(),
      outcome: z.enum(feedbackOutcomes),
      /** With `invalid` alone. TOO_EARLY: more than 5 minutes ahead of the service; TOO_OLD: more than 30 days back. */
      code: z.enum(feedbackProblems).optional(),
      message: z.string().optional(),
    }),
  ),
});

export type RecordFeedbackResponse = z.infer<typeof recordFeedbackResponseSchema>;
export type FeedbackOutcome = RecordFeedbackResponse['events'][number];
