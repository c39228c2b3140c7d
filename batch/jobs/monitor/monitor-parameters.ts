import { z } from 'zod';

/** Parameters of both monitors. */
export const monitorParameters = {
  asOf: z.iso.datetime().optional().describe('end of the last days, ISO 8601 in UTC; default: now'),
  days: z.int().min(1).max(365).default(7).describe('the last days to look at'),
  minPeople: z.int().min(10).default(50).describe('nothing is said or judged of fewer people'),
  minEvents: z
    .int()
    .min(1)
    .default(500)
    .describe('nothing is judged by fewer impressions, likes or decisions'),
};
