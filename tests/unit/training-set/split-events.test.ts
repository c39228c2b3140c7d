import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { datasetFiles } from '../../../batch/io/datasets/dataset-files.ts';
import type { WrittenDataset } from '../../../batch/io/datasets/write-dataset.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { createPseudonymiser } from '../../../batch/io/pseudonymise.ts';
import { splitEvents } from '../../../batch/io/training/split-events.ts';
import { byCodeUnit } from '../../../batch/io/training/training-tables.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { type EventRow, openTrainingBench } from './support/training-bench.ts';

const { root, dataRoot, duck, events, catalogue } = await openTrainingBench();
const shares = { trainShare: 0.5, validationShare: 0.25 };
const key = (byte: string) => vi.stubEnv('MATCHING_PSEUDONYM_KEY', byte.repeat(32));
afterEach(() => vi.unstubAllEnvs());

/** In the order in which they stand in the file. */
async function read(
  { folder, manifest }: WrittenDataset,
  table: string,
  columns: string,
): Promise<unknown[][]> {
  const files = datasetFiles(folder, manifest, table).map(sqlText).join(', ');
  const rows: unknown[][] = [];
  for await (const some of duck.stream(`select ${columns} from read_parquet([${files}])`)) rows.push(...some);
  return rows;
}

const decisions = 'person_index, item_index, is_like, epoch(decided_at)';

// By hand: keys in code units s:Bob, s:ann, s:zoe; items x, y, z.
const rows: EventRow[] = [
  ['zoe', 'x', 'like', 50],
  ['ann', 'z', 'nope', 50],
  ['ann', 'y', 'like', 50],
  ['Bob', 'z', 'like', 50],
  ['zoe', 'y', 'nope', 7.5],
  ['Bob', 'x', 'nope', 50.000001],
  ['zoe', 'z', 'like', 90],
  ['ann', 'x', 'like', 91],
];

describe('splitEvents()', () => {
  it('orders by time, then person by code unit, then item, and cuts by time', async () => {
    key('ab');
    const training = await splitEvents(duck, { dataRoot, root, events: await events(rows), ...shares });
    expect(training.folder).toBe(join(dataRoot, 'validated', 'training', training.manifest.version));
    // 8 decisions at 0.5 and 0.25: 4, 2 and 2.
    expect(await read(training, 'train', decisions)).toEqual([
      [2, 1, false, 7.5],
      [0, 2, true, 50],
      [1, 1, true, 50],
      [1, 2, false, 50],
    ]);
    expect(await read(training, 'validation', decisions)).toEqual([
      [2, 0, true, 50],
      [0, 0, false, 50.000001],
    ]);
    expect(await read(training, 'test', decisions)).toEqual([
      [2, 2, true, 90],
      [1, 0, true, 91],
    ]);
    expect(await read(training, 'items', 'item_index, id, source, external_id, title')).toEqual([
      [0, null, 's', 'x', null],
      [1, null, 's', 'y', null],
      [2, null, 's', 'z', null],
    ]);
  });

  it('knows people by a hash alone', async () => {
    key('ab');
    const training = await splitEvents(duck, { dataRoot, root, events: await events(rows), ...shares });
    const people = (await read(training, 'people', 'person_index, pseudonym')) as [number, string][];
    expect(people.map(([index]) => index)).toEqual([0, 1, 2]);
    for (const [, pseudonym] of people) expect(pseudonym).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(people.map(([, pseudonym]) => pseudonym)).size).toBe(3);
    for (const { name, columns } of training.manifest.tables)
      expect(
        columns.map((column) => column.name),
        name,
      ).not.toContain('person_key');
    expect(JSON.stringify(training.manifest)).not.toContain('abab');
  });

  it('finds the same content again, in whatever order it stood', async () => {
    key('ab');
    const first = await splitEvents(duck, { dataRoot, root, events: await events(rows), ...shares });
    const again = await splitEvents(duck, {
      dataRoot,
      root,
      events: await events(rows),
      ...shares,
    });
    expect([again.reused, again.folder]).toEqual([true, first.folder]);
  });

  it('gives another dataset, with other pseudonyms, for another content, split or key', async () => {
    key('ab');
    const more: EventRow[] = [...rows, ['zoe', 'w', 'like', 99]];
    const options = { dataRoot, root, ...shares };
    const of = async (list: EventRow[], changes = {}) => {
      const dataset = await splitEvents(duck, { ...options, ...changes, events: await events(list) });
      const people = await read(dataset, 'people', 'pseudonym');
      return { dataset, zoe: people[2]![0] };
    };
    const all = [await of(rows), await of(more), await of(rows, { trainShare: 0.6 })];
    key('cd');
    const keyed = await of(rows);
    all.push(keyed);
    expect(new Set(all.map(({ dataset }) => dataset.manifest.version)).size).toBe(4);
    expect(new Set(all.map(({ zoe }) => zoe)).size).toBe(4);
    // The key is in the pseudonyms and nowhere else.
    for (const part of ['train', 'validation', 'test'])
      expect(await read(keyed.dataset, part, decisions)).toEqual(
        await read(all[0]!.dataset, part, decisions),
      );
  });

  it('takes what a catalogue knows, and items that nobody decided on', async () => {
    key('ab');
    const training = await splitEvents(duck, {
      dataRoot,
      root,
      events: await events(rows),
      catalogue: await catalogue(['y', 'a']),
      ...shares,
    });
    expect(training.manifest.parents.map(({ name }) => name)).toEqual(['events', 'catalogue']);
    const columns = 'item_index, external_id, title, tags, epoch(released_at), price_yen';
    // 2020-01-02 03:04:05 UTC.
    const seconds = Date.UTC(2020, 0, 2, 3, 4, 5) / 1000;
    expect(await read(training, 'items', columns)).toEqual([
      [0, 'a', 'Title a', ['t', 'u'], seconds, 500],
      [1, 'x', null, [], null, null],
      [2, 'y', 'Title y', ['t', 'u'], seconds, 500],
      [3, 'z', null, [], null, null],
    ]);
  });

  it('makes nothing of too few decisions', async () => {
    const few = await events(rows.slice(0, 2));
    const before = await readdir(join(dataRoot, 'validated', 'training'));
    await expect(splitEvents(duck, { dataRoot, root, events: few, ...shares })).rejects.toMatchObject({
      code: 'NOT_ENOUGH_DATA',
    });
    const after = await readdir(join(dataRoot, 'validated', 'training'));
    expect(after.filter((name) => !name.startsWith('.'))).toEqual(
      before.filter((name) => !name.startsWith('.')),
    );
  });

  it('stops when it is told to', async () => {
    const options = { dataRoot, root, events: await events(rows), ...shares, trainShare: 0.625 };
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(splitEvents(duck, { ...options, signal })).rejects.toThrow('stop');
    // And goes on to the end when it is not.
    expect((await splitEvents(duck, options)).reused).toBe(false);
  });

  it('splits as JavaScript would, 3,000 decisions of 150 people over 40 items', async () => {
    key('ab');
    const random = createRandom(5);
    const draw = (below: number) => Math.floor(random() * below);
    const alphabet = ['a', 'Z', 'é', '～', '\u{1F600}', '\uE000', '\u{10000}', '2'];
    const word = () => Array.from({ length: 1 + draw(4) }, () => alphabet[draw(alphabet.length)]).join('');
    const people = [...new Set(Array.from({ length: 150 }, word))];
    const many: EventRow[] = [];
    for (const person of people) {
      for (let item = 0; item < 40; item++) {
        // Few different times, so that the other two decide often.
        if (random() < 0.5) many.push([person, `i${item}`, random() < 0.5 ? 'like' : 'nope', draw(50)]);
      }
    }
    const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
    const sorted = [...people].sort(compare);
    const items = [...new Set(many.map(([, item]) => item))].sort(compare);
    const expected = many
      .map(([person, item, kind, at]) => [sorted.indexOf(person), items.indexOf(item), kind === 'like', at])
      .sort(
        (a, b) => Number(a[3]) - Number(b[3]) || Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]),
      );
    const options = { dataRoot, root, trainShare: 0.8, validationShare: 0.1, events: await events(many) };
    const training = await splitEvents(duck, options);
    const found = [];
    for (const part of ['train', 'validation', 'test'])
      found.push(...(await read(training, part, decisions)));
    expect(found).toEqual(expected);
    expect(training.manifest.tables.find(({ name }) => name === 'train')!.rows).toBe(
      Math.floor(many.length * 0.8),
    );
    const pseudonyms = await read(training, 'people', 'pseudonym');
    expect(pseudonyms).toHaveLength(sorted.length);
    // Without the salt, which is the dataset's, nobody gets there even with the key.
    const pseudonymise = createPseudonymiser(Buffer.alloc(32, 0xab), '');
    expect(pseudonyms.flat()).not.toContain(pseudonymise(`s:${sorted[0]}`));
  });
});

describe('byCodeUnit()', () => {
  it('orders in DuckDB as JavaScript does', async () => {
    const random = createRandom(9);
    const codes = [0x20, 0x41, 0x7f, 0x3042, 0xd7ff, 0xe000, 0xff5e, 0xfffd, 0x10000, 0x1f600, 0x10fffd];
    const words = Array.from({ length: 500 }, () =>
      Array.from({ length: Math.floor(random() * 6) }, () =>
        String.fromCodePoint(codes[Math.floor(random() * codes.length)]!),
      ).join(''),
    );
    await duck.run('create or replace temp table words (word varchar)');
    await duck.append(
      'words',
      words.map((word) => [word]),
    );
    const ordered = await duck.rows(`select word from words order by ${byCodeUnit('word')}`);
    expect(ordered.map(({ word }) => word)).toEqual([...words].sort());
  });
});
