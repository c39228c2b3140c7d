import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { findCursorSchema } from '../../../shared/contracts/find-cursor.ts';
import { encodeOpaque } from '../../../shared/paging/opaque-text.ts';
import { oddText } from '../../unit/process/support/odd-text.ts';
import type { JsonSchema } from '../openapi/find-mismatch.ts';

/** Stands for a cursor that the endpoint gave before. */
export const lastCursor = '<the last cursor>';

/** Words of the drawn world, so that filters and searches find something, and what means something to SQL or LIKE. */
const words = fc.constantFrom(
  'tag 1',
  'tag 2',
  'maker 1',
  'series 1',
  'performer 1',
  'Title 1',
  "'; --",
  '%',
  '\\',
);

/** Values that a JSON Schema of docs/openapi.json takes, the ends of its ranges often, and ids that there are. */
export function arbitraryOf(schema: JsonSchema, name = ''): Arbitrary<unknown> {
  if (name === 'cursor') return cursors;
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const options = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (options) return fc.oneof(...options.map((one) => arbitraryOf(one)));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return integers(schema);
    case 'number': {
      const [min, max] = [schema.minimum as number, schema.maximum as number];
      return fc.oneof(fc.double({ min, max, noNaN: true }), fc.constantFrom(min, max, -0));
    }
    case 'string':
      return strings(schema);
    case 'array': {
      const { minItems: minLength = 0, maxItems = 5 } = schema as { minItems?: number; maxItems?: number };
      const items = schema.items as JsonSchema;
      const list = (maxLength: number) => fc.array(arbitraryOf(items), { minLength, maxLength });
      return fc.oneof(
        { weight: 20, arbitrary: list(Math.min(5, maxItems)) },
        { weight: 1, arbitrary: list(maxItems) },
      );
    }
    case 'object':
      return objects(schema);
    default:
      throw new TypeError(`Cannot make up a value for ${JSON.stringify(schema).slice(0, 100)}`);
  }
}

function objects({ properties = {}, required = [] }: JsonSchema): Arbitrary<unknown> {
  const entries = Object.entries(properties as Record<string, JsonSchema>);
  const model = Object.fromEntries(entries.map(([key, schema]) => [key, arbitraryOf(schema, key)]));
  return fc.record(model, { requiredKeys: required as string[], noNullPrototype: true });
}

function integers({ minimum, maximum }: JsonSchema): Arbitrary<number> {
  const [min, max] = [minimum as number, maximum as number];
  const odd = [min, max, 0, 2 ** 31 - 1, 2 ** 31, 2 ** 32].filter((value) => value >= min && value <= max);
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min, max: Math.min(max, 40) }) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

function strings({ format, minLength = 0, maxLength = 100 }: JsonSchema): Arbitrary<string> {
  if (format === 'uuid')
    return fc.oneof(
      fc.uuid(),
      fc.uuid().map((id) => id.toUpperCase()),
    );
  if (format === 'date-time') return times;
  return fc
    .oneof(words, oddText, fc.string({ unit: 'grapheme', maxLength: maxLength as number }))
    .filter((text) => [...text].length >= (minLength as number) && [...text].length <= (maxLength as number));
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** ISO 8601 with any year of four digits and any offset, mostly of late. */
const times = fc.oneof(
  fc
    .integer({ min: 0, max: 40 * 24 * 60 })
    .map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString()),
  fc
    .record({
      date: fc.date({
        min: new Date('0000-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59Z'),
        noInvalidDate: true,
      }),
      sign: fc.constantFrom('+', '-'),
      hours: fc.integer({ min: 0, max: 23 }),
      minutes: fc.integer({ min: 0, max: 59 }),
      fraction: fc.constantFrom('', '.1', '.123456789012345'),
    })
    .map(({ date, sign, hours, minutes, fraction }) => {
      const offset = `${sign}${twoDigits(hours)}:${twoDigits(minutes)}`;
      return `${date.toISOString().slice(0, 19)}${fraction}${offset}`;
    }),
  fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '2024-02-29T00:00:00+14:00'),
);

const placeSchema = z.toJSONSchema(findCursorSchema.omit({ as_of: true })) as JsonSchema;

/** Real ones, and texts that are made as real ones are, of values that a client could put there. */
const cursors: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(lastCursor) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        shown: fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.maxSafeNat()), { maxLength: 20 }),
      })
      .map(({ shown }) => encodeOpaque({ v: 1, shown })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(objectsOfPlace(), times).map(([place, as_of]) => encodeOpaque({ ...place, as_of })),
  },
  { weight: 1, arbitrary: oddText },
);

function objectsOfPlace(): Arbitrary<Record<string, unknown>> {
  const { properties } = placeSchema as { properties: Record<string, JsonSchema> };
  const { vector_version: _, ...rest } = properties;
  return fc
    .record({
      ...Object.fromEntries(Object.entries(rest).map(([key, schema]) => [key, arbitraryOf(schema)])),
      vector_version: fc.constantFrom(null, 'test-1', 'gone-1'),
    })
    .map((place) => place as Record<string, unknown>);
}
