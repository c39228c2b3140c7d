/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

type Schemas = readonly JsonSchema[];
type Check = (value: unknown, rule: never, context: Context) => boolean;
interface Context {
  schema: JsonSchema;
  /** The document that a $ref points into. */
  document: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const holds = (value: unknown, schema: JsonSchema, { document }: Context): boolean =>
  findMismatch(value, schema, document) === null;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const lengthOf = (text: string): number => [...text].length;

const types: Record<string, (value: unknown) => boolean> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
};

/** A keyword says nothing of values of another type than its own. */
const checks: Record<string, Check> = {
  $ref: (value, ref: string, context) => holds(value, resolve(ref, context.document), context),
  type: (value, type: string | string[]) => [type].flat().some((name) => types[name]!(value)),
  enum: (value, values: unknown[]) => values.some((one) => same(one, value)),
  const: (value, only: unknown) => same(value, only),
  allOf: (value, all: Schemas, context) => all.every((one) => holds(value, one, context)),
  anyOf: (value, some: Schemas, context) => some.some((one) => holds(value, one, context)),
  oneOf: (value, one: Schemas, context) => one.filter((schema) => holds(value, schema, context)).length === 1,
  minimum: (value, least: number) => typeof value !== 'number' || value >= least,
  maximum: (value, most: number) => typeof value !== 'number' || value <= most,
  minLength: (value, least: number) => typeof value !== 'string' || lengthOf(value) >= least,
  maxLength: (value, most: number) => typeof value !== 'string' || lengthOf(value) <= most,
  pattern: (value, pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  // With every format of the document comes a pattern that says it.
  format: (value, _: string, { schema }) => typeof value !== 'string' || 'pattern' in schema,
  minItems: (value, least: number) => !Array.isArray(value) || value.length >= least,
  maxItems: (value, most: number) => !Array.isArray(value) || value.length <= most,
  items: (value, schema: JsonSchema, context) =>
    !Array.isArray(value) || value.every((one) => holds(one, schema, context)),
  required: (value, names: string[]) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (value, schemas: Record<string, JsonSchema>, context) =>
    !isObject(value) ||
    Object.entries(schemas).every(
      ([name, schema]) => !Object.hasOwn(value, name) || holds(value[name], schema, context),
    ),
  propertyNames: (value, schema: JsonSchema, context) =>
    !isObject(value) || Object.keys(value).every((name) => holds(name, schema, context)),
  additionalProperties: (value, rule: boolean | JsonSchema, context) =>
    !isObject(value) ||
    Object.keys(value)
      .filter((name) => !Object.hasOwn((context.schema.properties as object) ?? {}, name))
      .every((name) => (typeof rule === 'boolean' ? rule : holds(value[name], rule, context))),
  default: () => true,
};

/**
 * The keyword by which a value does not fit a schema; null where it fits.
 * @param document what references such as #/components/schemas/Error are looked up in.
 * @throws TypeError for a keyword that is not known: it must not pass unheard.
 */
export function findMismatch(value: unknown, schema: JsonSchema, document: unknown): string | null {
  for (const [keyword, rule] of Object.entries(schema)) {
    const check = checks[keyword];
    if (!check) throw new TypeError(`Cannot validate: the keyword ${keyword} is not known`);
    if (!check(value, rule as never, { schema, document }))
      return `${keyword} ${JSON.stringify(rule)?.slice(0, 300)}`;
  }
  return null;
}

function resolve(ref: string, document: unknown): JsonSchema {
  let found = document;
  for (const part of ref.replace(/^#\//, '').split('/')) found = (found as Record<string, unknown>)[part];
  return found as JsonSchema;
}
