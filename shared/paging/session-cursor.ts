import { z } from 'zod';
import { decodeOpaque, encodeOpaque } from './opaque-text.ts';

/** Pages of a session hold so many items at most; then there is no next page, and a new session may begin. */
export const mostShown = 1000;

const sessionSchema = z.strictObject({
  v: z.literal(1),
  shown: z
    .array(z.int().min(1))
    .min(1)
    .max(mostShown - 1),
});

/** An opaque text that stands for the items that a session has shown. */
export function encodeSessionCursor(shown: readonly number[]): string {
  return encodeOpaque({ v: 1, shown });
}

/** The items of a cursor; null for a text that encodeSessionCursor() did not make. */
export function decodeSessionCursor(cursor: string): number[] | null {
  const parsed = sessionSchema.safeParse(decodeOpaque(cursor));
  return parsed.success ? parsed.data.shown : null;
}
