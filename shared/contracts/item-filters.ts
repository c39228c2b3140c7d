import { z } from 'zod';
import { isStorableText, mostInteger, storableTimeSchema } from './storable.ts';

const names = z.array(z.string().min(1).max(200).refine(isStorableText)).min(1).max(50);

const attributeNames = z.strictObject({
  tags: names.optional(),
  makers: names.optional(),
  series: names.optional(),
  performers: names.optional(),
});

const amount = z.int().min(0).max(mostInteger);
const range = z.strictObject({ min: amount.optional(), max: amount.optional() });

/**
 * What items must be. `include`: one of the names of every kind that is given; `exclude`: none of the names; ranges hold both
 * ends. An item without a price, duration or date is in no range of it. A name that nothing has matches nothing.
 */
export const itemFiltersSchema = z.strictObject({
  include: attributeNames.optional(),
  exclude: attributeNames.optional(),
  price_yen: range.optional(),
  duration_minutes: range.optional(),
  released_at: z
    .strictObject({ min: storableTimeSchema.optional(), max: storableTimeSchema.optional() })
    .optional(),
});

export type ItemFilters = z.infer<typeof itemFiltersSchema>;
