import { z } from 'zod';

/** One catalogue item as it enters the system. Everything but the id and the title may be missing. */
export const catalogueItemSchema = z.object({
  externalId: z.string().min(1).max(200),
  title: z.string().max(1000),
  maker: z.string().min(1).nullable(),
  series: z.string().min(1).nullable(),
  performers: z.array(z.string().min(1)),
  tags: z.array(z.string().min(1)),
  /** ISO 8601, UTC. */
  releasedAt: z.iso.datetime().nullable(),
  durationMinutes: z.int().min(0).nullable(),
  priceYen: z.int().min(0).nullable(),
});

export type CatalogueItem = z.infer<typeof catalogueItemSchema>;
