import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { oddText } from '../process/support/odd-text.ts';

describe('cleanText()', () => {
  it.each([
    // Full-width letters, half-width kana and ligatures are compatibility forms.
    ['Ａｂｃ　１２３', 'Abc 123'],
    ['ｶﾞ', 'ガ'],
    ['ﬁlm', 'film'],
    // e and an accent become one letter, also when something invisible stood between.
    ['e\u0301', 'é'],
    ['e\u200b\u0301', 'é'],
    ['  a \t\r\n b\u0085c ', 'a b c'],
    ['a\u0000b\u0007c\u007f', 'abc'],
    ['\ufeffa\u200bb\u00adc', 'abc'],
    ['a\ud800b', 'ab'],
    ['\u{1f600}', '\u{1f600}'],
    [' \u200b ', ''],
  ])('makes %j %j', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  it('changes nothing when it is done again, and leaves nothing that a database refuses', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const cleaned = cleanText(text);
        expect(cleanText(cleaned)).toBe(cleaned);
        expect(cleaned).not.toMatch(/[\p{Cc}\p{Cs}]|^\s|\s$|\s\s/u);
      }),
      { numRuns: 4000, seed: 20261123 },
    );
  });
});
