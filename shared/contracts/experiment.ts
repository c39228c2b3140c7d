import { z } from 'zod';
import { rankingSettingsSchema } from './ranking-settings.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens');

/** One way of ranking, for a part of the people. */
export const variantSchema = z.strictObject({
  name,
  /** Part of all people, above 0 and at most 1. */
  share: z.number().gt(0).max(1),
  /** What differs from everybody's settings; {} for a control. */
  ranking: rankingSettingsSchema.partial(),
});

/** An experiment as a page meets it. Who is in none of its variants' shares is not in it. */
export const experimentSchema = z.strictObject({ name, salt: z.uuid(), variants: z.array(variantSchema) });

/** Which variant of an experiment a page was made under. */
export const assignmentSchema = z.object({ experiment: z.string(), variant: z.string() });

export type Variant = z.infer<typeof variantSchema>;
export type Experiment = z.infer<typeof experimentSchema>;
export type Assignment = z.infer<typeof assignmentSchema>;
