import { z } from 'zod';

/** The API sends counts as numbers or as texts, depending on the endpoint. */
const count = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const status = z.union([z.literal(200), z.literal('200')]);
const text = z.union([z.string(), z.number()]).transform(String);
const name = text.pipe(z.string().trim().min(1));

const paging = { status, total_count: count };

/** Items stay unknown here: one that cannot be read must not take its page with it. */
export const itemListSchema = z.object({
  result: z.object({ ...paging, items: z.array(z.unknown()) }),
});

export const floorListSchema = z.object({
  result: z.object({
    status: status.optional(),
    site: z.array(
      z.object({
        code: name,
        service: z.array(z.object({ code: name, floor: z.array(z.object({ id: name, code: name, name })) })),
      }),
    ),
  }),
});

/** The Search endpoints differ in what they call their list. Its entries stay unknown, as items do. */
function searchSchema(list: string) {
  return z
    .object({ result: z.looseObject({ ...paging, [list]: z.array(z.unknown()) }) })
    .transform(({ result }) => ({
      result: { total_count: result.total_count as number, terms: result[list] as unknown[] },
    }));
}

export const genreSearchSchema = searchSchema('genre');
export const makerSearchSchema = searchSchema('maker');
export const seriesSearchSchema = searchSchema('series');
export const actressSearchSchema = searchSchema('actress');

/** The body of a refusal: `errors` maps parameter names to texts. */
export const refusalSchema = z.object({
  result: z.object({
    status: z.union([z.number(), z.string()]).transform(Number),
    errors: z.record(z.string(), z.unknown()).catch({}).default({}),
  }),
});

export type ItemListResult = z.infer<typeof itemListSchema>['result'];
export type FloorListResult = z.infer<typeof floorListSchema>['result'];
export type SearchResult = z.infer<typeof genreSearchSchema>['result'];
