import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../../batch/jobs/migrate-earlier-app/names-of.ts';

describe('namesOf()', () => {
  it.each([
    [null, []],
    ['mint', ['mint']],
    ['mint, plum', ['mint, plum']],
    ['["mint","plum",3,null]', ['mint', 'plum', '3']],
    ['[{"id":1,"name":"mint"},{"tags":{"name":"plum"}},{"x":1}]', ['mint', 'plum']],
    ['{mint,"a \\"b\\", c",NULL,"NULL",plum tree}', ['mint', 'a "b", c', 'NULL', 'plum tree']],
    ['{}', []],
    // Neither of the two: one name.
    ['[broken', ['[broken']],
    ['{"open}', ['{"open}']],
  ])('reads %j', (cell, names) => {
    expect(namesOf(cell)).toEqual(names);
  });

  it('reads any list of texts that Postgres or JSON writes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 5 }), (texts) => {
        expect(namesOf(JSON.stringify(texts))).toEqual(texts);
        const literal = texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
        expect(namesOf(`{${literal.join(',')}}`)).toEqual(texts);
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it('takes any cell without a crash', () => {
    const character = fc.constantFrom(...'[]{},":\\ aN'.split(''));
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (characters) => {
        for (const name of namesOf(characters.join(''))) expect(typeof name).toBe('string');
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});
