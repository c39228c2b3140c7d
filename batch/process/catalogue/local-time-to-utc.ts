const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant (milliseconds) at which clocks of an IANA time zone show a time, which is given as if it were UTC. A time
 * that clocks skip or show twice is read by the offset before or after the change, always by the same one.
 * Throws RangeError for an unknown zone.
 */
export function localTimeToUtc(local: number, timeZone: string): number {
  if (timeZone === 'UTC') return local;
  const near = local - offsetAt(local, timeZone);
  return local - offsetAt(near, timeZone);
}

/** Milliseconds by which the zone's clocks are ahead of UTC at an instant, to the second. */
function offsetAt(instant: number, timeZone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
