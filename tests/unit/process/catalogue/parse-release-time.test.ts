import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReleaseTime } from '../../../../batch/process/catalogue/parse-release-time.ts';
import { oddText } from '../support/odd-text.ts';

const runs = { numRuns: 2000, seed: 20261123 };
const utc = { timeZone: 'UTC' };
const tokyo = { timeZone: 'Asia/Tokyo' };

describe('parseReleaseTime()', () => {
  it.each([
    // Japan is nine hours ahead.
    ['2024-05-01 10:00:30', '2024-05-01T01:00:30.000Z'],
    ['2024-05-01 00:00:00', '2024-04-30T15:00:00.000Z'],
    ['２０２４－０５－０１　１０：００：００', '2024-05-01T01:00:00.000Z'],
    ['2024/5/1 9:05', '2024-05-01T00:05:00.000Z'],
    ['2024-05-01', '2024-04-30T15:00:00.000Z'],
    ['2024', '2023-12-31T15:00:00.000Z'],
    // A zone of its own counts.
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
    ['2024-05-01T10:00:00.1239+09:00', '2024-05-01T01:00:00.123Z'],
    ['2024-05-01 10:00:00-0330', '2024-05-01T13:30:00.000Z'],
    ['2024-05-01 10:00:00+00', '2024-05-01T10:00:00.000Z'],
    // Seconds have no zone.
    ['1714521600', '2024-05-01T00:00:00.000Z'],
    ['1714521600.5', '2024-05-01T00:00:00.500Z'],
    ['-86400', '1969-12-31T00:00:00.000Z'],
  ])('reads %j of a Japanese source as %j', (text, at) => {
    expect(parseReleaseTime(text, tokyo)).toEqual({ at });
  });

  it.each([
    ['1995', '1995-01-01T00:00:00.000Z'],
    ['1995.0', '1995-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['253402300799', '9999-12-31T23:59:59.000Z'],
  ])('reads %j of a source in UTC as %j', (text, at) => {
    expect(parseReleaseTime(text, utc)).toEqual({ at });
  });

  it.each(['0', '0.0', '-1', '73', '1995.5', '0000-00-00 00:00:00', '0000-00-00'])(
    'takes %j for unknown',
    (text) => {
      expect(parseReleaseTime(text, tokyo)).toEqual({ at: null });
    },
  );

  it.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-05-01 24:00:00',
    '2024-05-01 10:60:00',
    '2024-05-01 10:00:60',
    '2024-05-01T10:00:00+24:00',
    '2024-05/01',
    '0999-01-01',
    // Milliseconds would be the year 56300.
    '1714521600000',
    '9999-12-31T23:59:59-01:00',
    '1,714,521,600',
    'soon',
    '',
  ])('does not read %j', (text) => {
    expect(parseReleaseTime(text, utc)).toBeNull();
  });

  it('reads a time in a zone with summer time by the offset of its day', () => {
    // Berlin is one hour ahead in January, two in July.
    expect(parseReleaseTime('2024-01-15 12:00:00', { timeZone: 'Europe/Berlin' })?.at).toBe(
      '2024-01-15T11:00:00.000Z',
    );
    expect(parseReleaseTime('2024-07-15 12:00:00', { timeZone: 'Europe/Berlin' })?.at).toBe(
      '2024-07-15T10:00:00.000Z',
    );
    // 01:30 on the last Sunday of October is before the change, 03:30 after it.
    expect(parseReleaseTime('2024-10-27 01:30:00', { timeZone: 'Europe/Berlin' })?.at).toBe(
      '2024-10-26T23:30:00.000Z',
    );
    expect(parseReleaseTime('2024-10-27 03:30:00', { timeZone: 'Europe/Berlin' })?.at).toBe(
      '2024-10-27T02:30:00.000Z',
    );
  });

  it('reads every instant that it writes, in whatever zone', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York');
    const instants = fc.date({
      min: new Date('1000-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, zones, (instant, timeZone) => {
        expect(parseReleaseTime(instant.toISOString(), { timeZone })).toEqual({ at: instant.toISOString() });
      }),
      runs,
    );
  });

  it('never throws and gives nothing but times between the years 1 and 9999', () => {
    fc.assert(
      fc.property(oddText, fc.constantFrom(utc, tokyo), (text, options) => {
        const read = parseReleaseTime(text, options);
        if (read === null || read.at === null) return;
        expect(read.at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
        expect(read.at >= '0001').toBe(true);
        expect(parseReleaseTime(read.at, options)?.at ?? read.at).toBe(read.at);
      }),
      runs,
    );
  });
});
