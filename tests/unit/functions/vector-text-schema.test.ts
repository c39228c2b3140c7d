import { expect, test } from 'vitest';
import { vectorTextSchema } from '../../../supabase/functions/_lib/rpc/vector-text-schema.ts';

test('vectorTextSchema reads what pgvector writes', () => {
  expect(vectorTextSchema.parse('[0.5,-1,1e-07]')).toEqual(Float32Array.of(0.5, -1, 1e-7));
});

test.each(['', '[]', '[1', '1,2', '[1,,2]', '[a]', '[NaN]', '{1,2}', null, [[1, 2]]])(
  'vectorTextSchema refuses %j',
  (text) => {
    expect(vectorTextSchema.safeParse(text).success).toBe(false);
  },
);
