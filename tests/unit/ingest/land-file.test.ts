import { createHash } from 'node:crypto';
import { appendFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../../batch/ingest/files/detect-format.ts';
import { landFile } from '../../../batch/ingest/files/land-file.ts';
import { dataRootPaths } from '../../../batch/io/datasets/data-root-paths.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { type BytesFile, landBytes } from './support/land-bytes.ts';

let duck: Duck;
const folder = newTempFolder();
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: folder });
});
afterAll(() => duck.close());

const land = (name: string, bytes: Buffer | string, more: Partial<BytesFile> = {}) =>
  landBytes(duck, folder, { name, bytes, ...more });
/** Row numbers and first cells of what became rows, and numbers and reasons of what did not. */
async function outline(...given: Parameters<typeof land>) {
  const { rows, rejects } = await land(...given);
  return {
    rows: rows.map((row) => Object.values(row).slice(0, 2)),
    rejects: rejects.map(({ row_number, reason }) => [row_number, reason]),
  };
}

describe('landFile() of atomic files', () => {
  it('keeps every column as text, names with their type, and line numbers', async () => {
    const { rows, rejects } = await land('x.inter', 'user_id:token\trating:float\n1\t5\n\n 2 \t\n');
    expect(rows).toEqual([
      { row_number: 2, 'user_id:token': '1', 'rating:float': '5' },
      // Line 3 is empty. Spaces are part of a cell; an empty cell is null.
      { row_number: 4, 'user_id:token': ' 2 ', 'rating:float': null },
    ]);
    expect(rejects).toEqual([]);
  });

  it('takes CRLF, a byte order mark, and a last line without an end', async () => {
    const { rows } = await land('x.inter', '\uFEFFa:token\tb:token\r\n1\t2\n3\t4\r\n5\t6');
    expect(rows.map((row) => [row['a:token'], row['b:token']])).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  it('takes quotes for letters', async () => {
    const { rows } = await land('x.item', 'a:token\tb:token\n"1\t2"\n');
    expect(rows).toEqual([{ row_number: 2, 'a:token': '"1', 'b:token': '2"' }]);
  });

  it('refuses lines one by one', async () => {
    const head = 'a:token\tb:token\n';
    const lines = ['1\t2', 'few', 'too\tmany\tcells', 'n\0l\tx', 'a:token\tb:token', '3\t4'];
    const bytes = Buffer.concat([
      Buffer.from(`${head}${lines.join('\n')}\n`),
      Buffer.from([0xff, 9, 0x31, 10]),
    ]);
    expect(await outline('x.inter', bytes)).toEqual({
      rows: [
        [2, '1'],
        [7, '3'],
      ],
      rejects: [
        [3, 'too_few_columns'],
        [4, 'too_many_columns'],
        [5, 'nul_character'],
        [6, 'header_again'],
        [8, 'not_utf8'],
      ],
    });
  });

  it('finds a header that stands there again in a file without anything odd', async () => {
    const { rows, rejects } = await land('x.inter', 'a:token\tb:token\n1\t2\na:token\tb:token\n3\t4\n');
    expect(rows.map((row) => row.row_number)).toEqual([2, 4]);
    expect(rejects).toEqual([{ row_number: 3, reason: 'header_again', text: 'a:token\tb:token' }]);
  });

  it('refuses a line of more than two million bytes, and reads on behind it', async () => {
    const long = `${'日'.repeat(1_000_000)}\t2`;
    const { rows, rejects } = await land('x.inter', `a:token\tb:token\n1\t2\n${long}\n3\t4\n`);
    expect(rows.map((row) => row.row_number)).toEqual([2, 4]);
    expect(rejects).toEqual([{ row_number: 3, reason: 'line_too_long', text: '日'.repeat(2000) }]);
    // Just within the limit.
    const fits = await land('x.inter', `a:token\tb:token\n${'x'.repeat(1_999_990)}\t2\n`);
    expect(fits.rejects).toEqual([]);
  });

  it.each([
    ['', 'x.inter: the file is empty'],
    ['\n\r\n', 'x.inter: the file is empty'],
    ['a:token\n', 'x.inter: it holds no rows'],
    ['a\n1\n', 'line 1, column a: the header has no type'],
    ['a:number\n1\n', 'line 1, column a: unknown type in the header'],
    ['a:token\ta:float\n1\t2\n', 'line 1, column a: the header names the column twice'],
    ['a:token\tA:token\n1\t2\n', 'line 1, column A: the header names the column twice'],
    ['row_number:token\n1\n', 'line 1, column row_number: the name is taken'],
    [':token\n1\n', 'line 1, column : the header has no type'],
    ['\n\na\n', 'line 3, column a: the header has no type'],
    ['\0a:token\n1\n', 'line 1: not UTF-8 text'],
  ])('refuses the file %j', async (text, message) => {
    await expect(land('x.inter', text)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });
});

describe('landFile() of CSV', () => {
  it('reads what RFC 4180 allows', async () => {
    const text = 'a,b\n1,"x, y"\n"2","say ""hi"""\n"3\nlines","\r\nz"\r\n"",\n';
    const { rows, rejects } = await land('x.csv', text);
    expect(rejects).toEqual([]);
    // The third record takes lines 4 to 6.
    expect(rows).toEqual([
      { row_number: 2, a: '1', b: 'x, y' },
      { row_number: 3, a: '2', b: 'say "hi"' },
      { row_number: 4, a: '3\nlines', b: '\r\nz' },
      { row_number: 7, a: null, b: null },
    ]);
  });

  it('takes all ends of lines in one file, and a lone CR for a character', async () => {
    const { rows } = await land('x.csv', 'a,b\r\n1,2\n3,4\r\n5\r5,6\n');
    expect(rows.map(({ a, b }) => [a, b])).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5\r5', '6'],
    ]);
  });

  it('loses one line to a stray quote, not all that follow', async () => {
    const text = 'a,b\n1,2\n"open,3\n4,5\n6,"7"\n8,9\n';
    // The quote of line 3 would end at the one before 7, where a cell cannot go on.
    expect(await outline('x.csv', text)).toEqual({
      rows: [
        [2, '1'],
        [4, '4'],
        [5, '6'],
        [6, '8'],
      ],
      rejects: [[3, 'quote_not_closed']],
    });
  });

  it('gives up on a quote that nothing closes, also over many lines', async () => {
    // More lines than a record may have, and fewer.
    for (const lines of [3, 255, 256, 1000]) {
      const rest = Array.from({ length: lines }, (_, n) => `${n},x\n`).join('');
      const { rows, rejects } = await land('x.csv', `a,b\n1,"\n${rest}`);
      expect(rejects).toEqual([{ row_number: 2, reason: 'quote_not_closed', text: '1,"' }]);
      expect(rows.length).toBe(lines);
    }
  });

  it('takes a record over several lines only with the right number of cells', async () => {
    // Lines 2 and 3 would be one record of three cells.
    expect(await outline('x.csv', 'a,b\n1,"x\ny",2\n3,4\n')).toEqual({
      rows: [[4, '3']],
      rejects: [
        [2, 'quote_not_closed'],
        [3, 'quote_inside_value'],
      ],
    });
  });

  it('refuses quotes where none can be', async () => {
    expect(await outline('x.csv', 'a,b\n5"disk,1\n"a"b,2\n"c",3\n')).toEqual({
      rows: [[4, 'c']],
      rejects: [
        [2, 'quote_inside_value'],
        [3, 'text_after_quote'],
      ],
    });
  });

  it('keeps the text of what it refuses, cut to 2,000 characters', async () => {
    const { rejects } = await land('x.csv', `a,b\n${'日'.repeat(3000)}\nz\0z\n`);
    expect(rejects.map(({ text }) => text)).toEqual(['日'.repeat(2000), 'z\ufffdz']);
  });

  it('reads TSV, other delimiters, other quotes and none', async () => {
    expect((await land('x.tsv', 'a\tb\n"1\t"\t2\n')).rows[0]).toMatchObject({ a: '1\t', b: '2' });
    expect((await land('x.csv', "a;b\n'1;';2\n", { delimiter: ';', quote: "'" })).rows[0]).toMatchObject({
      a: '1;',
    });
    expect((await land('x.csv', 'a,b\n"1,2"\n', { quote: null })).rows[0]).toMatchObject({
      a: '"1',
      b: '2"',
    });
  });

  it('reads a quoted header and trims its names', async () => {
    expect((await land('x.csv', '"a", b \n1,2\n')).rows[0]).toEqual({ row_number: 2, a: '1', b: '2' });
  });

  it.each([
    ['a,\n1,2\n', 'column 2: the column has no name'],
    ['"a,b\n1,2\n', 'the header is no CSV record (quote_not_closed)'],
    ['a"b\n1\n', 'the header is no CSV record (quote_inside_value)'],
    [`${'x,'.repeat(1001)}y\n1\n`, '1002 columns'],
  ])('refuses the header %.20j', async (text, message) => {
    await expect(land('x.csv', text)).rejects.toThrow(message);
  });

  it('reads a plain file and one with oddities alike', async () => {
    // 50,000 lines are about 1.5 MB: several pieces, cut anywhere.
    const lines = Array.from({ length: 50_000 }, (_, n) => `日本${n},${n % 7},  x${n} `);
    const plain = await land('x.csv', `a,b,c\n${lines.join('\n')}\n`);
    const odd = await land('x.csv', `a,b,c\n${lines.join('\n')}\n\n`);
    expect(plain.rows.length).toBe(50_000);
    expect(plain.rows[49_999]).toEqual({ row_number: 50_001, a: '日本49999', b: '5', c: '  x49999 ' });
    const hash = (rows: unknown) => createHash('sha256').update(JSON.stringify(rows)).digest('hex');
    expect(hash(odd.rows)).toBe(hash(plain.rows));
  });
});

describe('landFile() of JSON Lines', () => {
  it('makes a column of every key', async () => {
    const { rows } = await land('x.jsonl', '{"a":1,"b":[1,{"c":null}]}\n\n{"c":"x","a":null}\r\n{}\n');
    expect(rows).toEqual([
      { row_number: 1, a: '1', b: '[1,{"c":null}]', c: null },
      { row_number: 3, a: null, b: null, c: 'x' },
      { row_number: 4, a: null, b: null, c: null },
    ]);
  });

  it('refuses what is no object, and keys that no table can have', async () => {
    const lines = [
      '{"a":1}',
      'nope',
      '[1]',
      '{"a":1,"a":2}',
      '{"A":2}',
      '{"a":"\\u0000"}',
      '{"":1}',
      '{"ROW_NUMBER":1}',
      // Of two spellings the more frequent one is a column.
      '{"a":2}',
    ];
    expect((await outline('x.jsonl', lines.join('\n'))).rejects).toEqual([
      [2, 'not_an_object'],
      [3, 'not_an_object'],
      [4, 'key_twice'],
      [5, 'key_spelled_differently'],
      [6, 'nul_character'],
      [7, 'key_not_usable'],
      [8, 'key_not_usable'],
    ]);
  });

  it('takes odd keys and values as they are', async () => {
    const object = {
      'a/b': '~',
      'a~b': '/',
      'q"q': '\\u0000',
      'b\\s': 'x\ty',
      '*': '日',
      "it's": "'",
      '[0]': ' ',
    };
    const { rows, rejects } = await land('x.jsonl', `${JSON.stringify(object)}\n`);
    expect(rejects).toEqual([]);
    expect(rows).toEqual([{ row_number: 1, ...object }]);
  });

  it('refuses a file with too many keys', async () => {
    const lines = Array.from({ length: 1001 }, (_, n) => `{"id${n}":1}`);
    await expect(land('x.jsonl', lines.join('\n'))).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('too many different keys'),
    });
  });

  it('accounts for a file without one object', async () => {
    expect(await outline('x.jsonl', 'x\ny\n')).toEqual({
      rows: [],
      rejects: [
        [1, 'not_an_object'],
        [2, 'not_an_object'],
      ],
    });
  });
});

describe('landFile() of Parquet', () => {
  const write = async (sql: string) => {
    const path = join(folder, 'made.parquet');
    await duck.run(`copy (${sql}) to '${path}' (format parquet)`);
    const { readFile } = await import('node:fs/promises');
    return readFile(path);
  };

  it('makes texts of all types', async () => {
    const bytes = await write(`
      select 1.50::decimal(9, 2) as price, 5::double as rating, timestamptz '2026-03-01 09:00:00+09' as at,
        ['x', null] as tags, { 'a': 1 } as more, map { 'k': 2 } as m, encode('é') as name, null::varchar as nothing, true as yes`);
    const { rows } = await land('x.parquet', bytes);
    expect(rows).toEqual([
      {
        row_number: 1,
        price: '1.50',
        rating: '5.0',
        at: '2026-03-01 00:00:00+00',
        tags: '["x",null]',
        more: '{"a":1}',
        m: '{"k":2}',
        name: 'é',
        nothing: null,
        yes: 'true',
      },
    ]);
  });

  it('refuses rows whose bytes are no text, and NUL', async () => {
    const bytes = await write(`
      from (values ('\\xFF'::blob, 'x'), ('a'::blob, 'y' || chr(0)), ('b'::blob, 'z')) as t (a, b)`);
    expect(await outline('x.parquet', bytes)).toEqual({
      rows: [[3, 'b']],
      rejects: [
        [1, 'not_utf8'],
        [2, 'nul_character'],
      ],
    });
  });

  it.each([
    ['text', Buffer.from('a,b\n1,2\n')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', async (_, bytes) => {
    await expect(land('x.parquet', bytes)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'Cannot read x.parquet: the Parquet file is broken, or of a kind that cannot be read',
    });
  });

  it('refuses a file that is cut off', async () => {
    const bytes = await write('select i, i::varchar as t from range(10000) as r (i)');
    await expect(land('x.parquet', bytes.subarray(0, bytes.length / 2))).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
  });
});

describe('landFile() of gzip', () => {
  it.each(['x.inter', 'x.csv', 'x.jsonl'])('reads %s.gz', async (name) => {
    const text = name === 'x.jsonl' ? '{"a:token":"1"}\n' : 'a:token\n1\n';
    expect((await land(name, text, { gzip: true })).rows[0]).toMatchObject({ 'a:token': '1' });
  });

  it('reads Parquet', async () => {
    await duck.run(`copy (select 7 as a) to '${join(folder, 'made.parquet')}' (format parquet)`);
    const { readFile } = await import('node:fs/promises');
    const bytes = await readFile(join(folder, 'made.parquet'));
    expect((await land('x.parquet', bytes, { gzip: true })).rows).toEqual([{ row_number: 1, a: '7' }]);
  });

  const packed = gzipSync('a\n1\n');
  it.each([
    ['cut off', packed.subarray(0, packed.length - 3), 'the gzip file is cut off'],
    ['no gzip', Buffer.from('a\n1\n'), 'the gzip file is broken'],
    ['followed by something', Buffer.concat([packed, Buffer.from('\0\0x')]), 'something follows the end'],
  ])('refuses a file that is %s', async (_, bytes, message) => {
    await expect(land('x.csv.gz', bytes)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('reads several archives one behind the other, and padding', async () => {
    const bytes = Buffer.concat([packed, gzipSync('2\n'), Buffer.alloc(100)]);
    expect((await land('x.csv.gz', bytes)).rows.map((row) => row.a)).toEqual(['1', '2']);
  });
});

describe('landFile()', () => {
  const options = { name: 'tiny' };
  async function file(text: string) {
    const path = join(newTempFolder(), 'x.csv');
    await writeFile(path, text);
    return { path, label: 'x.csv', ...detectFormat(path, { kind: 'events' }) };
  }

  it('makes a dataset that is found again, and leaves nothing else behind', async () => {
    const env = { dataRoot: newTempFolder(), duck };
    const source = await file('a,b\n1,2\n3\n');
    const landed = await landFile(env, source, options);
    expect(landed).toMatchObject({ reused: false, columns: ['a', 'b'], read: 2, rejected: 1 });
    expect(landed.manifest).toMatchObject({
      stage: 'raw',
      name: 'tiny',
      accounting: { read: 2, accepted: 1, quarantined: 1 },
      inputs: [{ file: 'x.csv', bytes: 10 }],
    });
    expect(await landFile(env, source, options)).toMatchObject({
      reused: true,
      columns: ['a', 'b'],
      read: 2,
    });
    expect(await readdir(dataRootPaths(env.dataRoot).temp)).toEqual([]);
    expect(
      (await readdir(join(env.dataRoot, 'raw', 'tiny'))).filter((name) => !name.startsWith('.')),
    ).toEqual([landed.manifest.version]);
  });

  it('makes another dataset of other bytes and of another reading', async () => {
    const env = { dataRoot: newTempFolder(), duck };
    const source = await file('a,b\n1,2\n');
    const first = await landFile(env, source, options);
    const second = await landFile(env, { ...source, quote: null }, options);
    await appendFile(source.path, '3,4\n');
    const third = await landFile(env, source, options);
    expect(new Set([first, second, third].map(({ manifest }) => manifest.version)).size).toBe(3);
  });

  it('takes away what a killed attempt left', async () => {
    const env = { dataRoot: newTempFolder(), duck };
    const source = await file('a,b\n1,2\n');
    const { manifest, folder: made } = await landFile(env, source, options);
    const fresh = { dataRoot: newTempFolder(), duck };
    const { mkdir } = await import('node:fs/promises');
    const scratch = join(dataRootPaths(fresh.dataRoot).temp, `land-tiny-${manifest.version}`);
    const partial = join(fresh.dataRoot, 'raw', 'tiny', `.${manifest.version}.partial`);
    for (const left of [scratch, partial]) {
      await mkdir(left, { recursive: true });
      await writeFile(join(left, 'rows.parquet'), 'half');
    }
    const again = await landFile(fresh, source, options);
    expect(again.manifest.fingerprint).toBe(manifest.fingerprint);
    expect((await readdir(again.folder)).sort()).toEqual((await readdir(made)).sort());
  });

  it('refuses a file that changes while it is read', async () => {
    const source = await file('a,b\n1,2\n');
    const { mtime } = await stat(source.path);
    const touching: Duck = {
      ...duck,
      async run(sql) {
        await utimes(source.path, mtime, new Date(mtime.getTime() + 5000));
        return duck.run(sql);
      },
    };
    await expect(
      landFile({ dataRoot: newTempFolder(), duck: touching }, source, options),
    ).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('it changed while it was read'),
    });
  });

  it('stops when it is told to, and goes on later', async () => {
    const env = { dataRoot: newTempFolder(), duck };
    const source = await file(`a,b\n${'1,2\n'.repeat(10)}`);
    const stopped = AbortSignal.abort(new Error('enough'));
    await expect(landFile({ ...env, signal: stopped }, source, options)).rejects.toThrow('enough');
    expect((await landFile(env, source, options)).read).toBe(10);
  });
});
