import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImportMapping } from '../../../batch/ingest/files/read-import-mapping.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

async function read(value: unknown) {
  const file = join(newTempFolder(), 'mapping.json');
  await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  return readImportMapping(file);
}

const columns = { personKey: 'user', externalId: 'movie', rating: 'stars', decidedAt: 'time' };
const events = { kind: 'events', columns };

describe('readImportMapping()', () => {
  it('fills in what is not said', async () => {
    expect(await read(events)).toEqual({
      ...events,
      timeZone: 'UTC',
      timeFormat: 'unix-seconds',
      allLikes: false,
      noTimes: false,
    });
    const catalogue = {
      kind: 'catalogue',
      columns: { externalId: 'id', tags: 'genres' },
      listSeparator: '|',
    };
    expect(await read(catalogue)).toEqual({ ...catalogue, timeZone: 'UTC' });
  });

  it('takes rows without ratings and times', async () => {
    const { rating: _, decidedAt: __, ...bare } = columns;
    expect(await read({ kind: 'events', columns: bare, allLikes: true, noTimes: true })).toMatchObject({
      allLikes: true,
    });
  });

  it.each([
    ['nope', 'it is not JSON'],
    [{}, 'kind: '],
    [{ kind: 'people', columns: {} }, 'kind: '],
    [{ ...events, likemin: 4 }, 'likemin'],
    [{ ...events, columns: { ...columns, when: 'x' } }, 'columns: '],
    [
      { ...events, columns: { personKey: 'user', externalId: 'movie', decidedAt: 't' } },
      'name either a rating or a kind',
    ],
    [{ ...events, columns: { ...columns, kind: 'k' } }, 'name either a rating or a kind'],
    [{ ...events, allLikes: true }, 'name either a rating or a kind'],
    [{ ...events, noTimes: true }, 'name either a decidedAt column'],
    [{ ...events, kindValues: { like: ['a'], nope: ['b'] } }, 'kindValues: needs a kind column'],
    [
      {
        kind: 'events',
        columns: { personKey: 'u', externalId: 'i', kind: 'k', decidedAt: 't' },
        kindValues: { like: ['a'], nope: ['a'] },
      },
      'kindValues: a value stands there twice',
    ],
    [{ ...events, timeZone: 'Nowhere/Land' }, 'timeZone: must be a time zone'],
    [{ ...events, timeZone: '+09:00' }, 'timeZone: must be a time zone'],
    [{ ...events, timeFormat: 'unix' }, 'timeFormat: '],
    [{ ...events, delimiter: '||' }, 'delimiter: must be one printable'],
    [{ ...events, delimiter: '\n' }, 'delimiter: must be one printable'],
  ])('refuses %j', async (value, message) => {
    await expect(read(value)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      exitStatus: 2,
      message: expect.stringContaining(message),
    });
  });
});
