import { z } from 'zod';
import { fileFormats } from './source-file.ts';

const column = z.string().min(1).max(200);
const oneCharacter = z
  .string()
  .regex(/^[\t\x20-\x7e]$/, { error: 'must be one printable ASCII character or a tab' });

const reading = {
  format: z.enum(fileFormats).optional(),
  delimiter: oneCharacter.optional(),
  /** Empty: quotes are letters like others. */
  quote: z.union([oneCharacter, z.literal('')]).optional(),
  /** IANA zone of times that name none. */
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone such as UTC or Asia/Tokyo' })
    .default('UTC'),
};

const kindValue = z.string().trim().min(1).max(200);

const eventsMappingSchema = z
  .strictObject({
    kind: z.literal('events'),
    columns: z.strictObject({
      personKey: column,
      externalId: column,
      rating: column.optional(),
      kind: column.optional(),
      decidedAt: column.optional(),
    }),
    ...reading,
    likeMin: z.number().optional(),
    nopeMax: z.number().optional(),
    /** What the `kind` column says, compared exactly after trimming; what is in no list is quarantined. */
    kindValues: z
      .strictObject({
        like: z.array(kindValue).min(1),
        nope: z.array(kindValue),
        neutral: z.array(kindValue).default([]),
      })
      .optional(),
    timeFormat: z.enum(['unix-seconds', 'unix-milliseconds', 'iso']).default('unix-seconds'),
    /** Every row is a like: the file has no ratings. */
    allLikes: z.boolean().default(false),
    /** The file has no times: rows count as decided in their order. */
    noTimes: z.boolean().default(false),
  })
  .superRefine(({ columns, kindValues, allLikes, noTimes }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const opinions = [columns.rating, columns.kind].filter((name) => name !== undefined).length;
    if (opinions + Number(allLikes) !== 1) {
      refuse(['columns'], 'name either a rating or a kind column, or set allLikes to true');
    }
    if (kindValues && columns.kind === undefined) refuse(['kindValues'], 'needs a kind column');
    const values = Object.values(kindValues ?? {}).flat();
    if (new Set(values).size < values.length) refuse(['kindValues'], 'a value stands there twice');
    if ((columns.decidedAt === undefined) !== noTimes) {
      refuse(['columns'], 'name either a decidedAt column or set noTimes to true');
    }
  });

const catalogueMappingSchema = z.strictObject({
  kind: z.literal('catalogue'),
  columns: z.strictObject({
    externalId: column,
    floor: column.optional(),
    title: column.optional(),
    maker: column.optional(),
    label: column.optional(),
    series: column.optional(),
    performers: column.optional(),
    tags: column.optional(),
    releasedAt: column.optional(),
    duration: column.optional(),
    price: column.optional(),
    listPrice: column.optional(),
    pageUrl: column.optional(),
    affiliateUrl: column.optional(),
    imageUrlList: column.optional(),
    imageUrlSmall: column.optional(),
    imageUrlLarge: column.optional(),
    sampleImageUrls: column.optional(),
    sampleVideoUrl: column.optional(),
    reviewCount: column.optional(),
    reviewAverage: column.optional(),
    productCode: column.optional(),
    janCode: column.optional(),
  }),
  ...reading,
  /** Between the names of one cell, such as `|`; cells that hold a JSON array need none. */
  listSeparator: z.string().min(1).max(10).optional(),
});

/** What a mapping file says: which column is what, and how the file is written. */
export const importMappingSchema = z.discriminatedUnion('kind', [
  eventsMappingSchema,
  catalogueMappingSchema,
]);

export type ImportMapping = z.output<typeof importMappingSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as +09:00 is one for this runtime, but not for every tool that reads the times.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
