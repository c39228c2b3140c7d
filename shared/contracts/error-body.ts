import { z } from 'zod';

/** The one JSON shape of an endpoint's error. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** Dotted path of the offending field, where there is one. */
    field: z.string().optional(),
    request_id: z.uuid(),
  }),
});

export type ErrorBody = z.infer<typeof errorBodySchema>;
