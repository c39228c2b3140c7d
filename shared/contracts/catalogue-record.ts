import { z } from 'zod';
import { catalogueItemSchema } from './catalogue-item.ts';

const name = z.string().min(1).max(500);
const url = z.url({ protocol: /^https?$/ }).max(2000);

/** Name of a place that rows come from. No colon: it is joined with a person's key by one. */
export const sourceNameSchema = z.string().regex(/^[^:\s]{1,200}$/, {
  error: 'must be 1 to 200 characters without spaces and colons',
});

/** One catalogue item as one source describes it, cleaned. What a source does not say is null or empty. */
export const catalogueRecordSchema = z.strictObject({
  ...catalogueItemSchema.shape,
  source: sourceNameSchema,
  /** Parts of the source that list the item, sorted; empty where a source has no parts. */
  floors: z.array(name),
  label: name.nullable(),
  /** Before any discount. */
  listPriceYen: z.int().min(0).nullable(),
  pageUrl: url.nullable(),
  affiliateUrl: url.nullable(),
  imageUrls: z.strictObject({ list: url.nullable(), small: url.nullable(), large: url.nullable() }),
  sampleImageUrls: z.array(url),
  sampleVideoUrl: url.nullable(),
  reviewCount: z.int().min(0).nullable(),
  /** 0 to 5. */
  reviewAverage: z.number().min(0).max(5).nullable(),
  /** The maker's own number. With `janCode` what tells that two sources mean one item. */
  productCode: name.nullable(),
  janCode: z
    .string()
    .regex(/^\d{8}(\d{5})?$/)
    .nullable(),
});

export type CatalogueRecord = z.infer<typeof catalogueRecordSchema>;
