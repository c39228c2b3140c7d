import { z } from 'zod';

export const policySubjects = ['tag', 'keyword', 'maker', 'series', 'performer', 'label'] as const;

/** One thing that must not be in the catalogue. */
export const policyRuleSchema = z.strictObject({
  /** Stable: blocks are counted under it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
  /** `keyword` is searched in titles; the others are compared with whole names. */
  subject: z.enum(policySubjects),
  /** Compared after NFKC and in lower case. */
  values: z.array(z.string().trim().min(1).max(500)).min(1).max(10_000),
});

export const contentPolicySchema = z.strictObject({
  rules: z.array(policyRuleSchema).max(1000),
});

export type ContentPolicy = z.infer<typeof contentPolicySchema>;
