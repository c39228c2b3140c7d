import { z } from 'zod';

const name = z.string().trim().min(1).max(500);

/** One group of tags. Tags without a group are trained on and shown. */
export const tagGroupSchema = z.strictObject({
  name,
  useForTraining: z.boolean().default(true),
  /** Whether clients get the tags. */
  show: z.boolean().default(true),
  tags: z.array(name).max(100_000),
});

export const tagGroupsSchema = z.strictObject({ groups: z.array(tagGroupSchema).max(10_000) });

export type TagGroups = z.infer<typeof tagGroupsSchema>;
