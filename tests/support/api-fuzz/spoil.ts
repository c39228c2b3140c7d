import fc, { type Arbitrary } from 'fast-check';
import { oddText } from '../../unit/process/support/odd-text.ts';

/** Depth after which a reader that calls itself runs out of stack. */
const deep = '['.repeat(20_000) + ']'.repeat(20_000);

const oddValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'NaN',
    [],
    {},
    [[]],
    -1,
    -0,
    0.5,
    1e308,
    -1e308,
    2 ** 53,
    2 ** 63,
    1e20,
  ),
  fc.constantFrom<unknown>({ $ne: null }, { length: 1 }, '1', ['like'], 'x'.repeat(5000)),
  oddText,
  fc.array(fc.constant(1), { minLength: 501, maxLength: 510 }),
  fc.jsonValue({ maxDepth: 4 }),
);

const keys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'extra',
  '',
  'p_person',
  'limit ',
];

/** A request body with one thing wrong in it: a value of another kind, a field that is missing, or one too many. */
export function spoilValue(body: unknown): Arbitrary<unknown> {
  const places = placesOf(body);
  return fc
    .tuple(fc.constantFrom(...places), fc.nat(3), oddValues, fc.constantFrom(...keys))
    .map(([place, how, odd, key]) => {
      const copy = JSON.parse(JSON.stringify({ body }));
      let holder = copy;
      for (const step of place.slice(0, -1)) holder = holder[step];
      const last = place.at(-1)!;
      if (how === 0 && place.length > 1) delete holder[last];
      else if (how === 1 && isObject(holder[last]))
        Object.defineProperty(holder[last], key, {
          value: odd,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else holder[last] = odd;
      return copy.body;
    });
}

/** JSON text with something wrong in the text. */
export function spoilText(text: string): Arbitrary<Buffer> {
  return fc.oneof(
    fc.nat(text.length).map((at) => Buffer.from(text.slice(0, at))),
    fc
      .constantFrom(
        ...[
          '',
          ' ',
          '\u0000',
          'NaN',
          '{"limit":NaN}',
          '{"limit":1,"limit":{}}',
          '{"limit":-0}',
          '{"limit":1e999}',
          deep,
        ],
        ...[
          `{"filters":${deep}}`,
          '{"\\ud800":1}',
          '{"__proto__":{"limit":1}}',
          `\ufeff${text}`,
          `${text},`,
          `[${text}]`,
        ],
        ...[
          text.replace('{', '{"by":"popular","by":7,'),
          text.replaceAll('"', "'"),
          `${text}${' '.repeat(70_000)}`,
        ],
      )
      .map((one) => Buffer.from(one)),
    fc.constant(Buffer.from(text, 'utf16le')),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from(text.slice(0, 5)), bytes])),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Paths of everything within a value, itself included, as keys from an object that holds it as `body`. */
function placesOf(value: unknown, path: string[] = ['body']): string[][] {
  const inside = isObject(value) ? Object.entries(value).slice(0, 20) : [];
  return [path, ...inside.flatMap(([key, one]) => placesOf(one, [...path, key]))];
}
