import { z } from 'zod';
import { findKinds } from './find-items.ts';
import { storableTimeSchema } from './storable.ts';

/** Where a page of find-items ended. Clients take it as one opaque text. */
export const findCursorSchema = z.strictObject({
  by: z.enum(findKinds),
  /** Of the last row. Bounded, as `latest` makes a time of it: 10^11 seconds are some 3,000 years. */
  score: z.number().min(-1e11).max(1e11),
  item_id: z.int().min(1),
  /** The time that the first page was made for, so that the pages after it keep its order. */
  as_of: storableTimeSchema.refine((time) => Date.parse(time) >= 0),
  /** The version whose vectors order the pages; null where none do. */
  vector_version: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
    .nullable(),
});

export type FindCursor = z.infer<typeof findCursorSchema>;
