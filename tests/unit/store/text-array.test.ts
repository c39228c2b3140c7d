import { expect, it } from 'vitest';
import { textArray } from '../../../batch/store/text-array.ts';

it.each([
  [[], '{}'],
  [['a', 'b c'], '{"a","b c"}'],
  // Unquoted NULL would be a null, an empty text nothing at all.
  [['NULL', ''], '{"NULL",""}'],
  [['say "x"', 'back\\slash', '{,}'], '{"say \\"x\\"","back\\\\slash","{,}"}'],
])('textArray() writes %j', (texts, literal) => {
  expect(textArray(texts)).toBe(literal);
});
