import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanNames } from '../../../../batch/process/catalogue/clean-names.ts';
import { cutText } from '../../../../batch/process/catalogue/cut-text.ts';
import { parseExternalId } from '../../../../batch/process/catalogue/parse-external-id.ts';
import { parseWebUrl } from '../../../../batch/process/catalogue/parse-web-url.ts';
import { splitList } from '../../../../batch/process/catalogue/split-list.ts';
import { oddText } from '../support/odd-text.ts';

const runs = { numRuns: 2000, seed: 20261123 };

describe('parseWebUrl()', () => {
  it.each([
    ['https://example.com/a?b=c', 'https://example.com/a?b=c'],
    [' HTTP://Example.com ', 'http://example.com/'],
    ['https://example.com/作品', 'https://example.com/%E4%BD%9C%E5%93%81'],
    [
      'https://example.com/?u=https%3A%2F%2Fa.example%2F',
      'https://example.com/?u=https%3A%2F%2Fa.example%2F',
    ],
    ['//example.com/a', null],
    ['ftp://example.com/a', null],
    ['javascript:alert(1)', null],
    ['https://user:word@example.com/', null],
    ['https://', null],
    ['example.com', null],
    [`https://example.com/${'a'.repeat(2000)}`, null],
  ])('reads %j as %j', (text, url) => {
    expect(parseWebUrl(text)).toBe(url);
  });

  it('never throws, gives nothing but ASCII, and reads its own result again', () => {
    const links = fc.oneof(
      oddText,
      fc.webUrl(),
      oddText.map((text) => `https://example.com/${text}`),
    );
    fc.assert(
      fc.property(links, (text) => {
        const url = parseWebUrl(text);
        if (url === null) return;
        expect(url).toMatch(/^https?:\/\/[!-~]+$/);
        expect(parseWebUrl(url)).toBe(url);
      }),
      runs,
    );
  });
});

describe('parseExternalId()', () => {
  it('trims the id and keeps the rest as it stands', () => {
    expect(parseExternalId(' \ufeffAb 1２\u3000')).toEqual({ id: 'Ab 1２' });
  });

  it.each([
    [null, 'id_missing'],
    ['', 'id_missing'],
    [' \t', 'id_missing'],
    ['x'.repeat(201), 'id_too_long'],
    ['a\u0000b', 'id_invalid'],
    ['a\ud800', 'id_invalid'],
  ])('refuses %j as %s', (text, reason) => {
    expect(parseExternalId(text)).toEqual({ reason });
  });
});

describe('cleanNames()', () => {
  it('cleans, drops what is empty or there already, and sorts by code unit', () => {
    expect(cleanNames(['b', ' Ｂ ', 'a\u3000 a', '', '\u200b', 'b'])).toEqual({
      names: ['B', 'a a', 'b'],
      tooLong: false,
      tooMany: false,
    });
  });

  it('says when names are too long or too many', () => {
    expect(cleanNames(['x'.repeat(501), 'y'])).toEqual({ names: ['y'], tooLong: true, tooMany: false });
    const many = Array.from({ length: 1001 }, (_, index) => `name ${index}`);
    expect(cleanNames(many).names).toHaveLength(1000);
    expect(cleanNames(many).tooMany).toBe(true);
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(fc.array(oddText, { maxLength: 8 }), (texts) => {
        const { names } = cleanNames(texts);
        expect(cleanNames(names).names).toEqual(names);
      }),
      runs,
    );
  });
});

describe('cutText()', () => {
  it('cuts neither through a surrogate pair nor behind a space', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abc\u{1f600}', 4)).toBe('abc');
    expect(cutText('ab cd', 3)).toBe('ab');
  });
});

describe('splitList()', () => {
  it.each([
    ['a|b| c', '|', ['a', 'b', ' c']],
    ['a b', null, ['a b']],
    ['a  b', / +/, ['a', 'b']],
    ['["a|b", 5, null, {"name": "c"}, {"id": 1}]', '|', ['a|b', '5', 'c', '{"id":1}']],
    ['[a, b]', ',', ['[a', ' b]']],
    ['{"name": "a"}', null, ['{"name": "a"}']],
  ])('splits %j at %j into %j', (text, separator, entries) => {
    expect(splitList(text, separator)).toEqual(entries);
  });

  it('loses no text of a list', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (entries) => {
        expect(splitList(JSON.stringify(entries), '|')).toEqual(entries);
      }),
      runs,
    );
    fc.assert(
      fc.property(oddText, (text) => {
        expect(Array.isArray(splitList(text, ','))).toBe(true);
      }),
      runs,
    );
  });
});
