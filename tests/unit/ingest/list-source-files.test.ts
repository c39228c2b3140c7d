import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReadingOptions } from '../../../batch/ingest/files/detect-format.ts';
import { listSourceFiles } from '../../../batch/ingest/files/list-source-files.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

/** Writes empty files and lists them: by their folder where `paths` is left out. */
async function list(names: string[], options: ReadingOptions = {}, paths = names) {
  const folder = newTempFolder();
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  return listSourceFiles(
    paths.map((path) => join(folder, path)),
    options,
  );
}

describe('listSourceFiles()', () => {
  it('finds the files of a data set, also gzipped, and leaves others alone', async () => {
    const { name, files } = await list(['m.inter.gz', 'm.item', 'm.user', 'readme.txt', 'm.truth.json'], {}, [
      '',
    ]);
    expect(name).toBe('m');
    expect(files.map(({ label, kind, format, gzip }) => [label, kind, format, gzip])).toEqual([
      ['m.item', 'catalogue', 'atomic', false],
      ['m.user', 'people', 'atomic', false],
      ['m.inter.gz', 'events', 'atomic', true],
    ]);
  });

  it.each([
    ['x.csv', 'csv', ',', '"'],
    ['x.TSV', 'csv', '\t', '"'],
    ['x.tsv.gz', 'csv', '\t', '"'],
    ['x.inter', 'atomic', '\t', null],
    ['x.jsonl', 'jsonl', null, null],
    ['x.ndjson.gz', 'jsonl', null, null],
    ['x.parquet', 'parquet', null, null],
  ])('knows %s by its ending', async (name, format, delimiter, quote) => {
    const { files } = await list([name], { kind: 'events' });
    expect(files[0]).toMatchObject({ format, delimiter, quote, kind: 'events', gzip: name.endsWith('.gz') });
  });

  it('names the data set after the first file', async () => {
    expect((await list(['shop.events.csv'], { kind: 'events' })).name).toBe('shop');
    expect((await list(['.hidden.csv'], { kind: 'events' })).name).toBe('.hidden');
  });

  it('tells files of one name apart by their folders', async () => {
    const { files } = await list(['a/x.csv', 'b/x.csv', 'y.csv'], { kind: 'events' });
    expect(files.map(({ label }) => label.split('/').slice(-2).join('/'))).toEqual(
      expect.arrayContaining(['a/x.csv', 'b/x.csv']),
    );
    expect(new Set(files.map(({ label }) => label)).size).toBe(3);
  });

  it('goes by a mapping, and by flags', async () => {
    const mapping = {
      kind: 'events' as const,
      columns: { personKey: 'u', externalId: 'i', rating: 'r', decidedAt: 't' },
      ...{ timeZone: 'UTC', timeFormat: 'iso' as const, allLikes: false, noTimes: false },
    };
    const { files } = await list(['x.txt'], {
      mapping: { ...mapping, format: 'csv', delimiter: ';', quote: '' },
    });
    expect(files[0]).toMatchObject({ format: 'csv', kind: 'events', delimiter: ';', quote: null });
    expect((await list(['x.txt'], { mapping, format: 'jsonl' })).files[0]).toMatchObject({ format: 'jsonl' });
    await expect(list(['x.csv'], { mapping, kind: 'catalogue' })).rejects.toThrow(
      '--kind says catalogue, the mapping events',
    );
    await expect(list(['x.csv'], { mapping: { ...mapping, delimiter: '"' } })).rejects.toThrow(
      'the same character',
    );
  });

  it.each([
    [['x.txt'], { kind: 'events' as const }, 'its ending says nothing about its format'],
    [['x.csv'], {}, 'nothing says what it holds'],
  ])('refuses %j', async (names, options, message) => {
    await expect(list(names, options)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [['a.inter', 'b.inter'], ['']],
    [['a.inter', 'a.inter.gz'], ['']],
    [['a.inter', 'a.item', 'a.item.gz'], ['']],
    [['a.inter', 'b.user'], ['']],
    [['a.csv'], ['a.csv', 'a.csv']],
    [['a.csv'], ['b.csv']],
    [['readme.txt'], ['']],
  ])('refuses %j by %j', async (names, paths) => {
    await expect(list(names, { kind: 'events' }, paths)).rejects.toMatchObject({ code: 'INVALID_DATA' });
  });
});
