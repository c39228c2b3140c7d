import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { readBenchmarkSet } from '../../../batch/jobs/benchmark/read-benchmark-set.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

const folder = newTempFolder();
let duck: Duck;

beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: join(folder, 'duckdb') });
});
afterAll(() => duck.close());

let number = 0;
function write(header: string, ...rows: string[]): string {
  const path = join(folder, `part-${number++}.inter`);
  writeFileSync(path, `${[header, ...rows].map((row) => row.replaceAll(' ', '\t')).join('\n')}\n`);
  return path;
}

const read = (files: { train: string; test: string; valid?: string; item?: string }, maxRejectShare = 0.01) =>
  readBenchmarkSet(
    { dataRoot: join(folder, 'data'), duck, client: null },
    { ...files, maxRejectShare, validationShare: 0.1, seed: 1 },
  );

const rated = 'user_id:token item_id:token rating:float timestamp:float';
const plain = 'user_id:token item_id:token';

describe('readBenchmarkSet()', () => {
  test('reads ratings and times: rows by part, then by time; the catalogue has every item with an event', async () => {
    const { data, counts, timed, validation } = await read({
      train: write(rated, 'bo b 5 20', 'al a 4 10', 'al c 3 11', 'bo a 2 12'),
      valid: write(rated, 'al b 4 30'),
      test: write(rated, 'bo d 5 40'),
      item: write('item_id:token title:token_seq tags:token_seq', 'a First quiet', 'e Fifth quiet'),
    });
    expect(data.personKeys).toEqual(['al', 'bo']);
    expect(data.items.map(({ id, externalId }) => [id, externalId])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
    ]);
    // al a (like, 10), bo a (2: a nope, 12), bo b (like, 20); al b; bo d. al c is neutral.
    expect(Array.from(data.personIndex)).toEqual([0, 1, 1, 0, 1]);
    expect(Array.from(data.itemIndex)).toEqual([0, 0, 1, 1, 3]);
    expect(Array.from(data.isLike)).toEqual([1, 0, 1, 1, 1]);
    expect(Array.from(data.decidedAt)).toEqual([10, 12, 20, 30, 40]);
    expect(data.split).toEqual({ trainEnd: 3, validationEnd: 4 });
    expect(data.items[0]!.tags).toEqual(['quiet']);
    expect(data.items[1]!.tags).toEqual([]);
    expect(counts).toEqual({
      ...{ people: 2, items: 4, itemsWithContent: 1, itemsWithoutEvents: 1 },
      ...{ train: 3, valid: 1, test: 1, neutral: 1, nopes: 1, rejected: 0 },
    });
    expect({ timed, validation }).toEqual({ timed: true, validation: 'given' });
  });

  test('takes every row as a like without ratings, and a part of the training likes for validation', async () => {
    const { data, counts, timed, validation } = await read({
      train: write(plain, 'al a', 'al b', 'al c', 'bo a'),
      test: write(plain, 'bo c'),
    });
    expect(Array.from(data.isLike)).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(data.decidedAt)).toEqual(new Set([0]));
    expect(data.split).toEqual({ trainEnd: 3, validationEnd: 4 });
    expect(data.personIndex[3]).toBe(0);
    expect({ timed, validation, train: counts.train }).toEqual({
      timed: false,
      validation: 'random likes of the training part',
      train: 3,
    });
  });

  test('counts lines that are no events and refuses too many', async () => {
    const files = { train: write(plain, 'al a', 'al b', 'al c', 'broken'), test: write(plain, 'al d') };
    expect((await read(files, 0.25)).counts.rejected).toBe(1);
    await expect(read(files, 0.24)).rejects.toMatchObject({ code: 'TOO_MANY_REJECTS' });
  });

  test('refuses parts without a like', async () => {
    const train = write(rated, 'al a 5 1', 'al b 5 2', 'al c 5 3');
    await expect(read({ train, test: write(rated, 'al d 1 4') })).rejects.toMatchObject({
      code: 'NOT_ENOUGH_DATA',
      message: expect.stringContaining('test part'),
    });
    const few = write(rated, 'al a 5 1');
    await expect(read({ train: few, test: write(rated, 'al d 5 4') })).rejects.toMatchObject({
      message: expect.stringContaining('validation part'),
    });
  });
});
