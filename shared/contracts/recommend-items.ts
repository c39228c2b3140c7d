import { z } from 'zod';
import { recommendationSources } from './enums.ts';

export const recommendItemsRequestSchema = z.strictObject({
  limit: z.int().min(1).max(100).default(20),
  /** Weight of being unlike the rest of the page, by tags: 0 ranks by score alone. */
  diversity: z.number().min(0).max(1).default(0),
  /** Probability that a row is drawn at random from what was found, to learn what people like beside what they get. */
  exploration: z.number().min(0).max(0.5).default(0),
});

export const recommendedItemSchema = z.object({
  id: z.int(),
  external_id: z.string(),
  position: z.int().min(0),
  /** similarity / temperature + weight * ln(1 + decayed likes) - what recent nopes take: comparable in one response. */
  score: z.number(),
  source: z.enum(recommendationSources),
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
  /** Show each of them with the page. */
  credits: z.array(creditSchema),
  degraded: z.array(degradationSchema),
});

export type RecommendItemsResponse = z.infer<typeof recommendItemsResponseSchema>;
export type RecommendedItem = z.infer<typeof recommendedItemSchema>;
export type Credit = z.infer<typeof creditSchema>;
export type Degradation = z.infer<typeof degradationSchema>;
