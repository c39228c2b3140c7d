import { z } from 'zod';
import { creditSchema, degradationSchema, recommendedItemSchema } from './recommend-items.ts';
import { isStorableText } from './storable.ts';

export const findKinds = ['similar', 'popular', 'trending', 'latest', 'search'] as const;

export type FindKind = (typeof findKinds)[number];

const pageFields = {
  limit: z.int().min(1).max(100).default(20),
  /** `next_cursor` of the page before, with everything else as it was. */
  cursor: z.string().min(1).max(1000).optional(),
  /** Puts the items of each page in the order in which they are like those that the person liked last. */
  personal: z.boolean().default(false),
  /** Whether items that the person decided on may come back. */
  include_seen: z.boolean().default(false),
};

export const findItemsRequestSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('similar'), item_id: z.int().min(1), ...pageFields }),
  z.strictObject({ by: z.literal('popular'), ...pageFields }),
  z.strictObject({
    by: z.literal('trending'),
    window_days: z.int().min(1).max(30).default(7),
    ...pageFields,
  }),
  z.strictObject({ by: z.literal('latest'), ...pageFields }),
  z.strictObject({
    by: z.literal('search'),
    /** Words, each of which has to be found in the titles or names of an item. */
    query: z.string().trim().min(1).max(100).refine(isStorableText),
    ...pageFields,
  }),
]);

export const foundItemSchema = recommendedItemSchema.omit({ reason: true }).extend({
  source: z.enum(findKinds),
  /**
   * What the pages are ordered by, highest first, ties by id; comparable within one way of finding. similar: the inner
   * product of unit vectors, -1 to 1, and -1 for an item that the model does not know; where `degraded` says so, the
   * share of tags, performers, maker and series that both have, 0 to 1. popular: likes, each halved with every half-life.
   * trending: ln((r + 5) / (p + 5)) for r likes in the last `window_days` up to the newest like and p in as many days before.
   * latest: the release in seconds since 1970. search: the mean over the words, 1 in the title, 0.9 in another name,
   * 0.4 to 0.8 for a similar word.
   */
  score: z.number(),
});

export const findItemsResponseSchema = z.object({
  request_id: z.uuid(),
  items: z.array(foundItemSchema),
  /** Show each of them with the page. */
  credits: z.array(creditSchema),
  /** Null at the end. */
  next_cursor: z.string().nullable(),
  degraded: z.array(degradationSchema),
});

export type FindItemsRequest = z.infer<typeof findItemsRequestSchema>;
export type FindItemsResponse = z.infer<typeof findItemsResponseSchema>;
