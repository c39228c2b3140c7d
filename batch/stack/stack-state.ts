import { z } from 'zod';

/** What a running stack writes down for other processes, without any key. */
export const stackStateSchema = z.object({
  pid: z.number().int().positive(),
  processStarted: z.string(),
  apiPort: z.number().int().positive(),
  dbPort: z.number().int().positive(),
  startedAt: z.iso.datetime(),
});

export type StackState = z.infer<typeof stackStateSchema>;
