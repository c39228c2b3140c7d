import { z } from 'zod';
import { type QualityFieldKind, qualityDatasets, qualityFields } from './quality-fields.ts';

export const qualityScores = [
  'completeness',
  'accuracy',
  'consistency',
  'validity',
  'uniqueness',
  'timeliness',
] as const;

export type QualityScore = (typeof qualityScores)[number];

const share = z.number().min(0).max(1);
const text = z.string().min(1).max(500);
const base = {
  /** Stable: failures are counted under it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, {
    error: 'must be lower-case letters, digits and dashes, beginning with a letter or digit',
  }),
  field: text,
  /** `reject` puts a row that fails into quarantine; `warn` only counts it. */
  severity: z.enum(['reject', 'warn']),
};
/** A number, or an ISO 8601 time for fields that hold times. */
const bound = z.union([z.number(), z.iso.datetime()]);
const noParams = z.strictObject({}).default({});
const oneBound = { error: 'needs a minimum or a maximum' };

/** Every check but `required` lets an empty value pass. */
export const qualityRuleSchema = z.discriminatedUnion('check', [
  z.strictObject({ ...base, check: z.literal('required'), params: noParams }),
  z.strictObject({
    ...base,
    check: z.literal('range'),
    /** Both inclusive. */
    params: z
      .strictObject({ minimum: bound.optional(), maximum: bound.optional() })
      .refine(({ minimum, maximum }) => minimum !== undefined || maximum !== undefined, oneBound),
  }),
  z.strictObject({
    ...base,
    check: z.literal('length'),
    /** Characters of a text, elements of a list; both inclusive. */
    params: z
      .strictObject({ minimum: z.int().min(0).optional(), maximum: z.int().min(0).optional() })
      .refine(({ minimum, maximum }) => minimum !== undefined || maximum !== undefined, oneBound),
  }),
  z.strictObject({
    ...base,
    check: z.literal('pattern'),
    /** RE2 syntax, which no input can make slow; the whole value must match. */
    params: z.strictObject({ pattern: text }),
  }),
  z.strictObject({
    ...base,
    check: z.literal('one_of'),
    params: z.strictObject({
      values: z
        .array(z.union([text, z.number()]))
        .min(1)
        .max(10_000),
    }),
  }),
  z.strictObject({
    ...base,
    check: z.literal('not_in_future'),
    /** Against the day the data was read. */
    params: z.strictObject({ toleranceHours: z.number().min(0).default(24) }),
  }),
  /** The value is an id of the catalogue that is given with the events. */
  z.strictObject({ ...base, check: z.literal('reference'), params: noParams }),
  /** No two items of a source have the value. */
  z.strictObject({ ...base, check: z.literal('unique'), params: noParams }),
  z.strictObject({
    ...base,
    check: z.literal('compare'),
    params: z.strictObject({ operator: z.enum(['<', '<=', '=', '>=', '>']), other: text }),
  }),
]);

const thresholdSchema = z.strictObject({
  /** Scores are 0 to 1. */
  minimum: share,
  /** `fail` keeps the dataset from being made. */
  severity: z.enum(['fail', 'warn']),
});

/** What is asked of a table: rules for its rows, scores for the whole. */
export const qualityRuleSetSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    dataset: z.enum(qualityDatasets),
    rules: z.array(qualityRuleSchema).max(500),
    /** Fields whose cells should be filled: what completeness is measured by. */
    expected: z.array(text),
    thresholds: z.strictObject({
      completeness: thresholdSchema,
      accuracy: thresholdSchema,
      consistency: thresholdSchema,
      validity: thresholdSchema,
      uniqueness: thresholdSchema,
      timeliness: thresholdSchema,
    }),
    /** The newest row should not be older; null: timeliness is not judged. */
    timeliness: z.strictObject({ maxAgeDays: z.number().positive() }).nullable(),
    /** Of the rows that were read, without those that the content policy blocked. */
    maxRejectShare: share,
  })
  .superRefine((set, context) => {
    const fields: Record<string, QualityFieldKind> = qualityFields[set.dataset];
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const known = (path: (string | number)[], name: string) => {
      if (!Object.hasOwn(fields, name)) {
        refuse(path, `"${name}" is no field of ${set.dataset}: ${Object.keys(fields).join(', ')}`);
      }
      return Object.hasOwn(fields, name);
    };
    const ids = new Set<string>();
    for (const [index, field] of set.expected.entries()) known(['expected', index], field);
    for (const [index, rule] of set.rules.entries()) {
      if (ids.has(rule.id)) refuse(['rules', index, 'id'], `"${rule.id}" is there twice`);
      ids.add(rule.id);
      if (!known(['rules', index, 'field'], rule.field)) continue;
      if (rule.check === 'compare' && !known(['rules', index, 'params', 'other'], rule.params.other))
        continue;
      const problem = misfit(rule, set.dataset, fields);
      if (problem) refuse(['rules', index], problem);
    }
  });

/** Why a check cannot judge its field, or undefined. */
function misfit(
  rule: QualityRule,
  dataset: string,
  fields: Record<string, QualityFieldKind>,
): string | undefined {
  const kind = fields[rule.field]!;
  const wants = (...kinds: QualityFieldKind[]) =>
    kinds.includes(kind)
      ? undefined
      : `${rule.check} takes a ${kinds.join(' or ')}, ${rule.field} is a ${kind}`;
  switch (rule.check) {
    case 'required':
      return undefined;
    case 'range': {
      const { minimum, maximum } = rule.params;
      const type = kind === 'time' ? 'string' : 'number';
      const wrong = [minimum, maximum].some((value) => value !== undefined && typeof value !== type);
      return (
        wants('number', 'time') ??
        (wrong
          ? `bounds of ${rule.field} must be ${kind === 'time' ? 'ISO 8601 times' : 'numbers'}`
          : undefined)
      );
    }
    case 'length':
      return wants('text', 'list');
    case 'pattern':
      return wants('text');
    case 'one_of': {
      const type = kind === 'number' ? 'number' : 'string';
      // deno-lint-ignore valid-typeof
      const wrong = rule.params.values.some((value) => typeof value !== type);
      return wants('text', 'number') ?? (wrong ? `values of ${rule.field} must be ${type}s` : undefined);
    }
    case 'not_in_future':
      return wants('time');
    case 'reference':
      return dataset === 'events' && rule.field === 'external_id'
        ? undefined
        : 'reference judges external_id of events only';
    case 'unique':
      // Events are validated in shards by person: no shard sees all values.
      return dataset === 'catalogue' ? wants('text', 'number') : 'unique judges fields of a catalogue only';
    case 'compare':
      return (
        wants('number', 'time') ??
        (fields[rule.params.other] === kind
          ? undefined
          : `${rule.params.other} is no ${kind} as ${rule.field} is`)
      );
  }
}

export type QualityRule = z.infer<typeof qualityRuleSchema>;
export type QualityRuleSet = z.infer<typeof qualityRuleSetSchema>;
