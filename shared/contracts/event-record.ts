import { z } from 'zod';
import { sourceNameSchema } from './catalogue-record.ts';
import { decisionKinds } from './enums.ts';

/** One decision of a person on an item, as it enters the system from a file. */
export const eventRecordSchema = z.strictObject({
  source: sourceNameSchema,
  /** The source's own key of the person. */
  personKey: z.string().min(1).max(200),
  externalId: z.string().min(1).max(200),
  kind: z.enum(decisionKinds),
  /** ISO 8601, UTC. */
  decidedAt: z.iso.datetime(),
});
