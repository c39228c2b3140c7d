import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPolicyMatcher } from '../../../../batch/process/policy/create-policy-matcher.ts';
import type { ContentPolicy } from '../../../../shared/contracts/content-policy.ts';
import { rawRow } from '../support/raw-row.ts';

const rule = (id: string, subject: ContentPolicy['rules'][number]['subject'], ...values: string[]) => ({
  id,
  subject,
  values,
});

describe('createPolicyMatcher()', () => {
  const matches = createPolicyMatcher({
    rules: [
      rule('words', 'keyword', 'Alpha Beta', '禁'),
      rule('tags', 'tag', 'Tag Ａ'),
      rule('makers', 'maker', 'Maker'),
      rule('series', 'series', 'Series'),
      rule('performers', 'performer', 'Person'),
      rule('labels', 'label', 'Label'),
    ],
  });

  it.each([
    ['words', { title: 'The ALPHA  ｂeta story' }],
    ['words', { title: 'al\u200bpha beta' }],
    ['words', { title: '作品禁' }],
    ['tags', { tags: ['other', ' tag a '] }],
    ['makers', { maker: 'MAKER' }],
    ['series', { series: 'series' }],
    ['performers', { performers: ['someone', 'person'] }],
    ['labels', { label: 'LABEL' }],
    // Names are compared as a whole, and with their own subject only.
    [null, { tags: ['Tag AB', 'maker'], maker: 'Makers', series: 'Label', title: 'alphabeta' }],
    [null, {}],
  ])('finds %j', (id, values) => {
    expect(matches(rawRow(values))).toBe(id);
  });

  it('names the first rule in the order of the policy, whatever it is about', () => {
    const subject = rawRow({ title: 'bad worse', tags: ['bad'] });
    expect(
      createPolicyMatcher({ rules: [rule('t', 'tag', 'bad'), rule('k', 'keyword', 'bad')] })(subject),
    ).toBe('t');
    expect(
      createPolicyMatcher({ rules: [rule('k', 'keyword', 'worse'), rule('t', 'tag', 'bad')] })(subject),
    ).toBe('k');
    const both = createPolicyMatcher({ rules: [rule('a', 'keyword', 'worse'), rule('b', 'keyword', 'bad')] });
    expect(both(subject)).toBe('a');
  });

  it('takes signs in keywords as they are', () => {
    const matches = createPolicyMatcher({ rules: [rule('k', 'keyword', 'a.b', '(x', '*')] });
    expect([matches(rawRow({ title: 'acb x' })), matches(rawRow({ title: '1 (x' }))]).toEqual([null, 'k']);
  });

  it('matches nothing without rules', () => {
    expect(createPolicyMatcher({ rules: [] })(rawRow({ title: 'a', tags: [''] }))).toBeNull();
  });

  it('finds the keywords that a plain search finds', () => {
    // Few letters, so that keywords overlap, begin alike and are found often.
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}'), minLength: 1, maxLength: 4 });
    const cases = fc.tuple(
      fc.array(word, { minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}') }),
    );
    fc.assert(
      fc.property(cases, ([words, title]) => {
        const rules = words.map((value, index) => rule(`r${index}`, 'keyword', value));
        const expected = rules.find(({ values }) => title.includes(values[0]!))?.id ?? null;
        expect(createPolicyMatcher({ rules })(rawRow({ title }))).toBe(expected);
      }),
      { numRuns: 2000, seed: 20261123 },
    );
  });

  it('finds one of 10,000 keywords', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `${index.toString(36)}-none`);
    const matches = createPolicyMatcher({ rules: [rule('k', 'keyword', ...values)] });
    const titles = Array.from({ length: 20_000 }, (_, index) => `title number ${index} of the catalogue`);
    expect(titles.filter((title) => matches(rawRow({ title })) !== null)).toEqual([]);
    expect(matches(rawRow({ title: 'title 7pr-none' }))).toBe('k');
  });
});
