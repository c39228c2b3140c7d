import { z } from 'zod';

/** Texts come as numbers here and there. */
const text = z
  .union([z.string(), z.number()])
  .transform(String)
  .nullish()
  .transform((value) => value || null);

/** Where nothing is in it, an object may come as null, as an empty text or as an empty list. */
function group<S extends z.ZodObject>(schema: S) {
  return z.preprocess(
    (value) =>
      value === '' || value === null || (Array.isArray(value) && value.length === 0) ? undefined : value,
    schema.optional(),
  );
}

/** A list of one may come as the one. */
function list<S extends z.ZodType>(element: S) {
  return z.preprocess((value) => {
    if (value === undefined || value === null || value === '') return [];
    return Array.isArray(value) ? value : [value];
  }, z.array(element));
}

const names = list(z.object({ name: text })).transform((entries) =>
  entries.flatMap(({ name }) => name ?? []),
);
const images = group(z.object({ image: list(z.string()) }));

/** One item of ItemList, as far as it is read. Nearly everything may be missing; what is there has to be of its kind. */
export const itemSchema = z.object({
  content_id: text,
  title: text,
  volume: text,
  review: group(z.object({ count: text, average: text })),
  URL: text,
  affiliateURL: text,
  imageURL: group(z.object({ list: text, small: text, large: text })),
  sampleImageURL: group(z.object({ sample_s: images, sample_l: images })),
  sampleMovieURL: group(z.looseObject({})),
  prices: group(z.object({ price: text, list_price: text })),
  date: text,
  iteminfo: group(z.object({ genre: names, series: names, maker: names, actress: names, label: names })),
  jancode: text,
  maker_product: text,
});

export type DmmItem = z.infer<typeof itemSchema>;
