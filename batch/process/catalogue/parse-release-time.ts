import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import { localTimeToUtc } from './local-time-to-utc.ts';
import { parseDecimal } from './parse-decimal.ts';

/** 0001-01-01 and 9999-12-31T23:59:59Z in milliseconds. */
const firstInstant = -62_135_596_800_000;
const lastInstant = 253_402_300_799_999;

const date = String.raw`(?<year>\d{4})([-/])(?<month>\d{1,2})\2(?<day>\d{1,2})`;
const time = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?`;
const zone = String.raw`(?: ?(?<zone>Z|[+-]\d{2}(?::?\d{2})?))?`;
const dateTime = new RegExp(`^${date}(?:[T ]${time}${zone})?$`, 'i');

/**
 * A time as ISO 8601 in UTC, from Unix seconds, a date with or without a time, or a year; what names no zone is read in
 * `timeZone` (IANA). `at` is null for what stands for "unknown" in many data sets: dates of the year 0 and numbers too
 * near to 0 for a year or a time. Null where the text is no time, or none between the years 1 and 9999.
 */
export function parseReleaseTime(
  text: string,
  { timeZone }: { timeZone: string },
): { at: string | null } | null {
  const cleaned = cleanText(text);
  const parts = dateTime.exec(cleaned)?.groups;
  if (parts) return fromParts(parts, timeZone);
  const value = cleaned.includes(',') ? null : parseDecimal(cleaned);
  if (value === null) return null;
  if (Math.abs(value) >= 10_000) return instant(value * 1000);
  if (!Number.isInteger(value) || value < 1000) return { at: null };
  return instant(localTimeToUtc(Date.UTC(value, 0), timeZone));
}

function fromParts(parts: Record<string, string | undefined>, timeZone: string) {
  const number = (name: string) => Number(parts[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  if (year === 0) return { at: null };
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  // Calendars of zones are not kept so far back, and no film is so old.
  if (year < 1000 || hour > 23 || minute > 59 || second > 59) return null;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const milliseconds = Math.floor(Number(`0.${parts.fraction ?? 0}`) * 1000);
  const local = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  if (parts.zone === undefined) return instant(localTimeToUtc(local, timeZone));
  const offset = offsetMinutes(parts.zone);
  return offset === null ? null : instant(local - offset * 60_000);
}

function offsetMinutes(zoneText: string): number | null {
  if (/^z$/i.test(zoneText)) return 0;
  const hours = Number(zoneText.slice(1, 3));
  const minutes = Number(zoneText.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return null;
  return (hours * 60 + minutes) * (zoneText.startsWith('-') ? -1 : 1);
}

function instant(milliseconds: number): { at: string } | null {
  if (milliseconds < firstInstant || milliseconds > lastInstant) return null;
  return { at: new Date(milliseconds).toISOString() };
}
