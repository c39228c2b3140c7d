import { expect, test } from 'vitest';
import { findMismatch, type JsonSchema } from '../../support/openapi/find-mismatch.ts';

const document = { components: { schemas: { Name: { type: 'string', minLength: 2, pattern: '^a' } } } };
const object = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1, maximum: 3 }, name: { $ref: '#/components/schemas/Name' } },
  required: ['n'],
  additionalProperties: false,
};

test.each<[JsonSchema, unknown, string | null]>([
  [object, { n: 1, name: 'ab' }, null],
  [object, { n: 1.5 }, 'properties'],
  [object, { n: 4 }, 'properties'],
  [object, { n: 0 }, 'properties'],
  [object, { n: 1, name: 'b2' }, 'properties'],
  [object, { n: 1, name: 'a' }, 'properties'],
  [object, { name: 'ab' }, 'required'],
  [object, { n: 1, more: 1 }, 'additionalProperties'],
  [object, [], 'type'],
  [{ type: ['string', 'null'], maxLength: 1 }, null, null],
  // One letter of two code units.
  [{ type: 'string', maxLength: 1 }, '𝒳', null],
  [{ type: 'string', maxLength: 1 }, 'ab', 'maxLength'],
  [{ enum: ['a', 1] }, 1, null],
  [{ enum: ['a', 1] }, '1', 'enum'],
  [{ const: true }, 1, 'const'],
  [{ items: { type: 'number' }, minItems: 1, maxItems: 2 }, [1, 'a'], 'items'],
  [{ items: { type: 'number' }, minItems: 1, maxItems: 2 }, [], 'minItems'],
  [{ items: { type: 'number' }, minItems: 1, maxItems: 2 }, [1, 2, 3], 'maxItems'],
  [{ anyOf: [{ type: 'null' }, { type: 'number' }] }, 'a', 'anyOf'],
  [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1, 'oneOf'],
  [{ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1.5, null],
  // What zod's own reader of JSON Schema lets pass: properties without a type.
  [{ allOf: [{ type: 'object' }, { properties: { code: { enum: ['A'] } } }] }, { code: 'B' }, 'allOf'],
  [
    { type: 'object', propertyNames: { pattern: '^a' }, additionalProperties: { type: 'null' } },
    { ab: null },
    null,
  ],
  [{ type: 'object', propertyNames: { pattern: '^a' } }, { b: null }, 'propertyNames'],
  [{ type: 'object', additionalProperties: { type: 'null' } }, { b: 1 }, 'additionalProperties'],
  [{ format: 'uuid' }, 'x', 'format'],
])('by %j %j fails at %s', (schema, value, keyword) => {
  expect(findMismatch(value, schema, document)?.split(' ')[0] ?? null).toBe(keyword);
});

test('a keyword that is not known is not passed over', () => {
  expect(() => findMismatch(1, { multipleOf: 2 }, document)).toThrow('the keyword multipleOf is not known');
});
