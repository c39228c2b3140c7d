import { z } from 'zod';
import { recommendationSources } from './enums.ts';
import { assignmentSchema } from './experiment.ts';
import { itemFiltersSchema } from './item-filters.ts';
import { rankingSettingsSchema } from './ranking-settings.ts';

export const recommendItemsRequestSchema = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  /** What is left out is as the experiment of the person has it, else as the operator set it, else built in: 0. */
  ...rankingSettingsSchema.pick({ diversity: true, exploration: true, freshness: true }).partial().shape,
  filters: itemFiltersSchema.optional(),
  /** Ids of items that must not come, such as those of other lists on the screen. */
  exclude_ids: z.array(z.int().min(1)).max(500).default([]),
  /** `next_cursor` of the page before: no item of the session's pages comes again. */
  cursor: z.string().max(20_000).optional(),
});

/** Why an item is on the page, for the person to read, in English and Japanese. */
export const recommendationReasonSchema = z.object({
  kind: z.enum(['liked_item', 'chosen_tag', 'taste', 'popular', 'new', 'exploration']),
  /** The liked item that this one is like; with `liked_item` alone. */
  item_id: z.int().optional(),
  /** The onboarding tag that the item has; with `chosen_tag` alone. */
  tag: z.string().optional(),
  text: z.object({ en: z.string(), ja: z.string() }),
});

export const recommendedItemSchema = z.object({
  id: z.int(),
  external_id: z.string(),
  position: z.int().min(0),
  /** similarity / temperature + weight * ln(1 + decayed likes) + freshness - what recent nopes take: comparable in one response. */
  score: z.number(),
  source: z.enum(recommendationSources),
  reason: recommendationReasonSchema,
  title: z.string(),
  maker: z.string().nullable(),
  series: z.string().nullable(),
  performers: z.array(z.string()),
  tags: z.array(z.string()),
  released_at: z.string().nullable(),
  duration_minutes: z.int().nullable(),
  price_yen: z.int().nullable(),
});

/** What the terms of a source ask to be shown beside its data. */
export const creditSchema = z.object({ text: z.string().min(1), url: z.string().min(1) });

export const degradationSchema = z.object({ code: z.string(), message: z.string() });

export const recommendItemsResponseSchema = z.object({
  request_id: z.uuid(),
  /** The version that tower and vectors came from; null when the answer is from popularity alone. */
  model_version: z.string().nullable(),
  items: z.array(recommendedItemSchema),
  /** The experiments that the person is in, and the variant of each that made the page. */
  experiments: z.array(assignmentSchema),
  /** Show each of them with the page. */
  credits: z.array(creditSchema),
  degraded: z.array(degradationSchema),
  /** For the next page of this session; null when nothing is left, or when the session has shown 1,000 items. */
  next_cursor: z.string().nullable(),
});

export type RecommendItemsResponse = z.infer<typeof recommendItemsResponseSchema>;
export type RecommendedItem = z.infer<typeof recommendedItemSchema>;
export type RecommendationReason = z.infer<typeof recommendationReasonSchema>;
export type Credit = z.infer<typeof creditSchema>;
export type Degradation = z.infer<typeof degradationSchema>;
