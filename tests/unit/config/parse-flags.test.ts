import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseFlags } from '../../../batch/config/parse-flags.ts';

const schema = z.strictObject({ likeMin: z.number().optional(), source: z.string().optional() });

describe('parseFlags()', () => {
  it('turns texts into what the schema wants', () => {
    expect(parseFlags(schema, { likeMin: '3.5', source: '7' })).toEqual({ likeMin: 3.5, source: '7' });
    expect(parseFlags(schema, { likeMin: undefined })).toEqual({});
  });

  it('names the flag that is wrong', () => {
    expect(() => parseFlags(schema, { likeMin: 'high' })).toThrow(/^Cannot use --like-min: /);
  });
});
