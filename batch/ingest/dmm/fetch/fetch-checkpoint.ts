import { z } from 'zod';

const finishedSliceSchema = z.object({
  name: z.string(),
  firstPass: z.int().min(1),
  /** Of each pass. */
  pages: z.array(z.int().min(1)),
  entries: z.int().min(0),
  /** Newest date of an item, `YYYY-MM-DD HH:MM:SS` in Japan. */
  latest: z.string().nullable(),
});

/** What a killed fetch needs besides its pages, which are on the disk. */
export const fetchCheckpointSchema = z.object({
  finished: z.array(finishedSliceSchema),
  /** Slices that could not be read whole: their next attempt begins with this pass. */
  nextPass: z.record(z.string(), z.int().min(2)),
  pages: z.int().min(0),
});

export type FinishedSlice = z.infer<typeof finishedSliceSchema>;
export type FetchCheckpoint = z.infer<typeof fetchCheckpointSchema>;
