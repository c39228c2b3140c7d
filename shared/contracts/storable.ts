import { z } from 'zod';

/** The largest number that a column of type integer holds. */
export const mostInteger = 2_147_483_647;

/** Whether Postgres takes a text as part of JSON: without control characters and halves of surrogate pairs. */
export function isStorableText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** A time that Postgres reads: ISO 8601 allows the year 0 and offsets of up to a day, Postgres neither. */
export const storableTimeSchema = z.iso
  .datetime({ offset: true })
  .refine((time) => !time.startsWith('0000') && /(?:Z|[+-](?:0\d|1[0-5]):\d\d)$/.test(time));
