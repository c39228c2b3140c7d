import fc from 'fast-check';

const pieces = [
  ...[
    '0',
    '1',
    '9',
    '12',
    '2024',
    '1000000000',
    '99999999999999999999',
    '1e9',
    '-',
    '+',
    '.',
    ',',
    ':',
    '/',
    '~',
  ],
  ...[
    '〜',
    '¥',
    '円',
    '分',
    'T',
    'Z',
    ' ',
    '\u3000',
    '\u0000',
    '\u0085',
    '\u200b',
    '\ufeff',
    '\n',
    'http://',
    'https://',
  ],
  ...[
    'a',
    'ａ',
    'é',
    'e\u0301',
    '\u0301',
    '\u00a8',
    'ﬁ',
    '\u{1f600}',
    '\ud800',
    '\udc00',
    '[',
    ']',
    '"',
    '{',
    '\\',
  ],
];

/** Any text, also halves of surrogate pairs, and texts made of what the parsers look for. */
export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom(...pieces), { maxLength: 16 }).map((parts) => parts.join('')),
);
