import { z } from 'zod';

const numbersSchema = z.array(z.number()).min(1);

/** pgvector's text form, `[0.1,-0.2]`, as numbers. It is also JSON. */
export const vectorTextSchema = z.string().transform((text, context) => {
  try {
    return Float32Array.from(numbersSchema.parse(JSON.parse(text)));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a vector' });
    return z.NEVER;
  }
});
