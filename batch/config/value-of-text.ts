import type { z } from 'zod';

/** What a text from a flag or the environment stands for: itself where the schema takes text, JSON otherwise. */
export function valueOfText(schema: z.core.$ZodType, text: string): unknown {
  if ((schema as z.ZodType).safeParse(text).success) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Left to the schema, whose message says what it wants.
    return text;
  }
}
