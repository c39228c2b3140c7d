import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createArraySplitter,
  UnreadableArray,
} from '../../../batch/jobs/migrate-earlier-app/array-splitter.ts';

function split(text: string, pieceLength = 7): string[] {
  const elements: string[] = [];
  const splitter = createArraySplitter((element) => elements.push(element));
  for (let at = 0; at < text.length; at += pieceLength) splitter.piece(text.slice(at, at + pieceLength));
  splitter.end();
  return elements;
}

describe('createArraySplitter()', () => {
  it.each([
    ['[]', []],
    [' [ ] \n', []],
    ['[1, "a" ,{"b":[2,3]}]', ['1', '"a"', '{"b":[2,3]}']],
    // Brackets and commas in strings, and a quote behind a backslash, are text.
    ['[{"t":"x],\\"[{"},2]', ['{"t":"x],\\"[{"}', '2']],
    ['[\n  {\n    "a": 1\n  },\r\n  2\n]', ['{     "a": 1   }', '2']],
    // No JSON, but elements all the same.
    ['[,]', [',', ',']],
    ['[1 2,}]', ['1 2', '}']],
    ['[{"a":1},,x]', ['{"a":1}', ',', 'x']],
  ])('splits %j', (text, elements) => {
    for (const pieceLength of [1, 2, 100]) expect(split(text, pieceLength)).toEqual(elements);
  });

  it('leaves a line end inside a string no JSON', () => {
    const [element] = split('["a\nb"]');
    expect(element).toBe('"a\u0001b"');
    expect(() => JSON.parse(element!)).toThrow();
  });

  it.each([
    ['', 'it is no JSON array'],
    ['{"a":1}', 'it is no JSON array'],
    ['[1,', 'it is cut off'],
    ['["a]', 'it is cut off'],
    ['[{"a":[1}]', 'it is cut off'],
    ['[1]]', 'something follows its end'],
    ['[1] [2]', 'something follows its end'],
  ])('refuses %j', (text, problem) => {
    expect(() => split(text)).toThrow(new UnreadableArray(problem as UnreadableArray['problem']));
  });

  it('refuses a record that does not end', () => {
    expect(() => split(`[{"a":"${'x'.repeat(16_000_001)}`, 1 << 20)).toThrow('more than 16 MB');
  });

  it('gives back every element of any JSON array, written in any way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 50 }),
        (values, indent, pieceLength) => {
          const elements = split(JSON.stringify(values, null, indent), pieceLength);
          expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('never crashes, never loops, and loses no element of a text that can be read', () => {
    const character = fc.constantFrom(...'[]{},":\\ \n\t01aé'.split(''));
    fc.assert(
      fc.property(fc.array(character, { maxLength: 60 }), fc.boolean(), (characters, wrap) => {
        const text = wrap ? `[${characters.join('')}]` : characters.join('');
        let elements: string[];
        try {
          elements = split(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableArray);
          // What is a JSON array can always be split.
          expect(isJsonArray(text)).toBe(false);
          return;
        }
        // Nothing but white space, the brackets around and the commas between is gone.
        const letters = (some: string) => some.replaceAll('\u0001', '').replace(/\s/g, '');
        const kept = elements.map((element) => (element === ',' ? '' : element)).join(',');
        expect(letters(`[${kept}]`)).toBe(letters(text));
      }),
      { numRuns: 4000, seed: 2 },
    );
  });
});

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
