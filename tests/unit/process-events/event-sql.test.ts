import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import type { EventReading } from '../../../batch/process/events/event-columns.ts';
import { eventSql } from '../../../batch/process/events/event-sql.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder() });
});
afterAll(() => duck.close());

const seconds: EventReading = {
  personKey: 'user',
  externalId: 'item',
  opinion: { column: 'rating', likeMin: 4, nopeMax: 2 },
  time: { column: 'at', format: 'unix-seconds', zone: 'UTC' },
};

/** One raw row through the query. */
async function read(
  row: { user?: string | null; item?: string | null; rating?: string | null; at?: string | null },
  reading: EventReading = seconds,
) {
  const { user = 'p', item = 'a', rating = '5', at = '1' } = row;
  const value = (text: string | null) => (text === null ? 'null::varchar' : sqlText(text));
  const raw = `select 7::bigint as row_number, ${value(user)} as user, ${value(item)} as item,
    ${value(rating)} as rating, ${value(at)} as at`;
  const [event] = await duck.rows(eventSql(raw, { source: 's', file: 'f', reading }));
  return event!;
}

const problemOf = async (...given: Parameters<typeof read>) => {
  const { problem_field, problem_reason, decided_at } = await read(...given);
  // What has a problem has no time: nobody can take it for an event.
  if (problem_reason !== null) expect(decided_at).toBeNull();
  return problem_reason === null ? null : `${problem_field} ${problem_reason}`;
};

describe('eventSql()', () => {
  it('types a row', async () => {
    expect(await read({})).toEqual({
      source: 's',
      file: 'f',
      row_number: '7',
      person_key: 'p',
      external_id: 'a',
      kind: 'like',
      decided_at: '1970-01-01 00:00:01',
      problem_field: null,
      problem_reason: null,
    });
  });

  it.each([
    ['4', 'like'],
    ['3.999', 'neutral'],
    ['2.001', 'neutral'],
    ['2', 'nope'],
    ['-1e3', 'nope'],
    ['+.5e1', 'like'],
    [' 5\u3000', 'like'],
  ])('takes a rating of %s for %s', async (rating, kind) => {
    expect((await read({ rating })).kind).toBe(kind);
  });

  it.each(['0x10', 'NaN', 'Infinity', '1e999', '1_000', '１', '+', '1,5', 'great'])(
    'takes %s for no number',
    async (rating) => {
      expect(await problemOf({ rating })).toBe('rating rating_invalid');
      expect(await problemOf({ at: rating })).toMatch(/^decided_at time_(invalid|out_of_range)$/);
    },
  );

  it.each([
    [{ user: null }, 'person_key id_missing'],
    [{ user: ' \u00a0\t' }, 'person_key id_missing'],
    [{ item: '' }, 'external_id id_missing'],
    [{ user: 'x'.repeat(201) }, 'person_key id_too_long'],
    [{ user: 'x'.repeat(200) }, null],
    // Three bytes but one unit each.
    [{ item: '日'.repeat(200) }, null],
    [{ item: '日'.repeat(201) }, 'external_id id_too_long'],
    // Two units each.
    [{ item: '🙂'.repeat(100) }, null],
    [{ item: '🙂'.repeat(101) }, 'external_id id_too_long'],
    [{ item: 'a\nb' }, 'external_id id_invalid'],
    [{ item: 'a\u0085b' }, 'external_id id_invalid'],
    [{ rating: null }, 'rating rating_missing'],
    [{ at: null }, 'decided_at time_missing'],
    [{ at: '2026-01-01' }, 'decided_at time_invalid'],
    [{ at: '-1' }, 'decided_at time_out_of_range'],
    [{ at: '1760000000000' }, 'decided_at time_out_of_range'],
    [{ at: '1e300' }, 'decided_at time_out_of_range'],
    [{ at: '253402300800' }, 'decided_at time_out_of_range'],
    [{ at: '253402300799' }, null],
    // The first problem is the one that is told.
    [{ user: '', item: '', rating: 'x', at: 'x' }, 'person_key id_missing'],
    [{ rating: 'x', at: 'x' }, 'rating rating_invalid'],
  ])('finds in %j: %s', async (row, problem) => {
    expect(await problemOf(row)).toBe(problem);
  });

  it('trims ids like String.trim()', async () => {
    const spaces = '\t\n\v\f\r \u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
    expect(spaces.trim()).toBe('');
    const event = await read({ user: `${spaces}p q${spaces}`, item: `${spaces}I${spaces}` });
    expect([event.person_key, event.external_id]).toEqual(['p q', 'I']);
  });

  it.each([
    ['unix-seconds', '999.5', '1970-01-01 00:16:39.5'],
    ['unix-seconds', '253402300799.999999', '9999-12-31 23:59:59.999999'],
    ['unix-seconds', '8.81250949e8', '1997-12-04 15:55:49'],
    ['unix-milliseconds', '1500', '1970-01-01 00:00:01.5'],
    ['unix-milliseconds', '1760000000000', '2025-10-09 08:53:20'],
    ['iso', '2026-03-01', '2026-03-01 00:00:00'],
    ['iso', '2026-03-01T10:20', '2026-03-01 10:20:00'],
    ['iso', '2026-03-01 10:20:30.1234567', '2026-03-01 10:20:30.123456'],
    ['iso', '2026-03-01T10:20:30Z', '2026-03-01 10:20:30'],
    ['iso', '2026-03-01T10:20:30+09:00', '2026-03-01 01:20:30'],
    ['iso', '2026-03-01 10:20:30-0530', '2026-03-01 15:50:30'],
    ['iso', '2026-03-01 10:20:30+00', '2026-03-01 10:20:30'],
    ['iso', '2024-02-29', '2024-02-29 00:00:00'],
  ] as const)('reads %s %s', async (format, at, expected) => {
    const event = await read({ at }, { ...seconds, time: { column: 'at', format, zone: 'UTC' } });
    expect(event).toMatchObject({ decided_at: expected, problem_reason: null });
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-03-01T24:00',
    '2026-03-01T10:60',
    '26-03-01',
    '2026-03-01+25',
    '1',
  ])('takes %s for no ISO time', async (at) => {
    const time = { column: 'at', format: 'iso', zone: 'UTC' } as const;
    expect(await problemOf({ at }, { ...seconds, time })).toBe('decided_at time_invalid');
  });

  it('refuses ISO times before 1970', async () => {
    const time = { column: 'at', format: 'iso', zone: 'UTC' } as const;
    expect(await problemOf({ at: '1969-12-31T23:59:59Z' }, { ...seconds, time })).toBe(
      'decided_at time_out_of_range',
    );
    expect(await problemOf({ at: '1970-01-01T00:00:00+01:00' }, { ...seconds, time })).toBe(
      'decided_at time_out_of_range',
    );
  });

  it('reads times without a zone in the zone of the mapping', async () => {
    const time = { column: 'at', format: 'iso', zone: 'Asia/Tokyo' } as const;
    // Japan is nine hours ahead; a zone of its own goes before the mapping.
    expect((await read({ at: '2026-03-01 00:00:00' }, { ...seconds, time })).decided_at).toBe(
      '2026-02-28 15:00:00',
    );
    expect((await read({ at: '2026-03-01T00:00Z' }, { ...seconds, time })).decided_at).toBe(
      '2026-03-01 00:00:00',
    );
  });

  it('reads words', async () => {
    const words = { like: ['good', 'great'], nope: ['bad'], neutral: ['so so'] };
    const reading: EventReading = { ...seconds, opinion: { column: 'rating', words } };
    const kinds = await Promise.all(
      ['good', ' great ', 'bad', 'so so'].map(async (rating) => (await read({ rating }, reading)).kind),
    );
    expect(kinds).toEqual(['like', 'like', 'nope', 'neutral']);
    expect(await problemOf({ rating: 'Good' }, reading)).toBe('kind kind_unknown');
    expect(await problemOf({ rating: '' }, reading)).toBe('kind kind_missing');
  });

  it('takes rows without ratings for likes, and rows without times one a second', async () => {
    const event = await read({ rating: null, at: 'x' }, { ...seconds, opinion: 'all-likes', time: null });
    // Row 7 is seven seconds after the epoch.
    expect(event).toMatchObject({ kind: 'like', decided_at: '1970-01-01 00:00:07', problem_reason: null });
  });
});
