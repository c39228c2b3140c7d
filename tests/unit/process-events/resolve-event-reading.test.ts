import { describe, expect, it } from 'vitest';
import { resolveEventReading } from '../../../batch/process/events/resolve-event-reading.ts';

const file = 'x.csv';
const typed = ['timestamp:float', 'rating:float', 'item_id:token', 'extra:float_seq', 'user_id:token'];

describe('resolveEventReading()', () => {
  it('knows the columns of RecBole, with and without types, in any order', () => {
    const reading = resolveEventReading(typed, { file });
    expect(reading).toEqual({
      personKey: 'user_id:token',
      externalId: 'item_id:token',
      opinion: { column: 'rating:float', likeMin: 4, nopeMax: 2 },
      time: { column: 'timestamp:float', format: 'unix-seconds', zone: 'UTC' },
    });
    const bare = resolveEventReading(['user_id', 'item_id', 'label', 'timestamp'], { file });
    expect(bare.opinion).toEqual({ column: 'label', likeMin: 1, nopeMax: 0 });
  });

  it('reads a label column as 1 like, 0 nope', () => {
    const columns = typed.with(1, 'label:float');
    expect(resolveEventReading(columns, { file }).opinion).toMatchObject({ likeMin: 1, nopeMax: 0 });
  });

  it('goes by a mapping, also by names without their type', () => {
    const columns = { personKey: 'user_id', externalId: 'movie', kind: 'how', decidedAt: 'when' };
    const reading = resolveEventReading(['user_id:token', 'movie', 'how', 'when'], {
      ...{ file, columns, timeFormat: 'iso', timeZone: 'Asia/Tokyo' },
    });
    expect(reading).toEqual({
      personKey: 'user_id:token',
      externalId: 'movie',
      opinion: { column: 'how', words: { like: ['like'], nope: ['nope'], neutral: [] } },
      time: { column: 'when', format: 'iso', zone: 'Asia/Tokyo' },
    });
  });

  it('needs neither ratings nor times when it is told so', () => {
    const reading = resolveEventReading(['user_id', 'item_id'], { file, allLikes: true, noTimes: true });
    expect(reading).toMatchObject({ opinion: 'all-likes', time: null });
  });

  it.each([
    [['item_id', 'rating', 'timestamp'], 'user_id or person_key'],
    [['user_id', 'rating', 'timestamp'], 'item_id or external_id'],
    [['user_id', 'item_id', 'timestamp'], 'rating or label'],
    [['user_id', 'item_id', 'rating'], 'timestamp or decided_at'],
    [['user_id:number', 'item_id', 'rating', 'timestamp'], 'user_id or person_key'],
  ])('names what is missing in %j', (columns, name) => {
    expect(() => resolveEventReading(columns, { file })).toThrow(
      expect.objectContaining({
        code: 'INVALID_DATA',
        message: `Cannot read x.csv, column ${name}: the column is missing`,
      }),
    );
  });

  it('refuses limits by which a rating could be both', () => {
    expect(() => resolveEventReading(typed, { file, likeMin: 2, nopeMax: 2 })).toThrow(
      'likes start at 2, nopes end at 2',
    );
    expect(() => resolveEventReading(typed, { file, likeMin: 1 })).toThrow(
      'likes start at 1, nopes end at 2',
    );
  });
});
