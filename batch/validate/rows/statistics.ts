import { z } from 'zod';

const count = z.int().min(0);
const counts = z.record(z.string(), count);
const extreme = z.union([z.number(), z.string()]).nullable();

/** What a part of a table adds to the report; parts are added up by addStatistics(). */
export const statisticsSchema = z.strictObject({
  /** Rows of the processed table, good and bad. */
  processed: count,
  /** Records that were no row at all. */
  rejected: count,
  accepted: count,
  neutral: count,
  kept: count,
  /** Rows that keep all rules of consistency. */
  consistent: count,
  files: z.record(z.string(), z.strictObject({ read: count, accepted: count })),
  reasons: counts,
  droppedValues: counts,
  rules: z.record(z.string(), z.strictObject({ judged: count, failed: count })),
  fields: z.record(z.string(), z.strictObject({ filled: count, minimum: extreme, maximum: extreme })),
  oldest: z.string().nullable(),
  newest: z.string().nullable(),
  months: counts,
  slots: counts,
});

export type Statistics = z.infer<typeof statisticsSchema>;

export function emptyStatistics(): Statistics {
  return {
    processed: 0,
    rejected: 0,
    accepted: 0,
    neutral: 0,
    kept: 0,
    consistent: 0,
    files: {},
    reasons: {},
    droppedValues: {},
    rules: {},
    fields: {},
    oldest: null,
    newest: null,
    months: {},
    slots: {},
  };
}

/** Adds `more` to `total`, which it changes and returns. */
export function addStatistics(total: Statistics, more: Statistics): Statistics {
  for (const key of ['processed', 'rejected', 'accepted', 'neutral', 'kept', 'consistent'] as const) {
    total[key] += more[key];
  }
  for (const key of ['reasons', 'droppedValues', 'months', 'slots'] as const) {
    for (const [name, rows] of Object.entries(more[key])) total[key][name] = (total[key][name] ?? 0) + rows;
  }
  for (const [file, { read, accepted }] of Object.entries(more.files)) {
    const own = entry(total.files, file, { read: 0, accepted: 0 });
    own.read += read;
    own.accepted += accepted;
  }
  for (const [id, { judged, failed }] of Object.entries(more.rules)) {
    const own = entry(total.rules, id, { judged: 0, failed: 0 });
    own.judged += judged;
    own.failed += failed;
  }
  for (const [name, { filled, minimum, maximum }] of Object.entries(more.fields)) {
    const own = entry(total.fields, name, { filled: 0, minimum: null, maximum: null });
    own.filled += filled;
    own.minimum = lower(own.minimum, minimum);
    own.maximum = higher(own.maximum, maximum);
  }
  total.oldest = lower(total.oldest, more.oldest);
  total.newest = higher(total.newest, more.newest);
  return total;
}

function entry<T>(entries: Record<string, T>, name: string, first: T): T {
  entries[name] ??= first;
  return entries[name];
}

type Extreme = number | string | null;

function lower<T extends Extreme>(a: T, b: T): T {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}

function higher<T extends Extreme>(a: T, b: T): T {
  if (a === null || b === null) return a ?? b;
  return b > a ? b : a;
}
