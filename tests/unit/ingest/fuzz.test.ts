import { isUtf8 } from 'node:buffer';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../../batch/ingest/files/detect-format.ts';
import { judgeLines } from '../../../batch/ingest/files/judge-lines.ts';
import { landTables } from '../../../batch/ingest/files/land-tables.ts';
import { readHeader } from '../../../batch/ingest/files/read-header.ts';
import { readRawLines } from '../../../batch/ingest/files/read-raw-lines.ts';
import { createRecordSplitter } from '../../../batch/ingest/files/split-records.ts';
import { stageParquet } from '../../../batch/ingest/files/stage-parquet.ts';
import { stageText } from '../../../batch/ingest/files/stage-text.ts';
import { unpackGzip } from '../../../batch/ingest/files/unpack-gzip.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { fuzzRuns } from '../../support/fuzz-runs.ts';

// A failing case is printed with its seed and the smallest input that fails.
const cases = { numRuns: fuzzRuns, seed: 20_261_123 };
const timeout = 120_000;

let duck: Duck;
const folder = newTempFolder();
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: folder, threads: 1 });
});
afterAll(() => duck.close());

function landingOf(name: string, bytes: Buffer) {
  const scratch = join(folder, 'scratch');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = { path, label: name, ...detectFormat(path, { kind: 'events' }) };
  return { duck, file, path, scratch, folder: scratch };
}

/** Text of pieces that are likely to hurt, and some bytes that are no text. */
const pieces = (...own: string[]) =>
  fc
    .array(
      fc.oneof(
        fc
          .constantFrom(
            ...own,
            ...['a', '日', ' ', '', '\0', '\x1a', '\x1f', '\ufeff', '\r', '\\N', "'", '#', '5'],
          )
          .map((text) => Buffer.from(text)),
        fc.constantFrom(Buffer.from('\n'), Buffer.from('\r\n')),
        fc.constantFrom(0xff, 0xc3, 0x80).map((byte) => Buffer.from([byte])),
      ),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.concat(parts));

interface Outcome {
  rows: Record<string, unknown>[];
  rejects: Record<string, unknown>[];
}

/** Splits bytes that come in pieces of any size, with neither disk nor DuckDB. */
async function split(
  bytes: Buffer,
  options: { cuts: number[]; delimiter: string; quote: string | null },
): Promise<Outcome> {
  const outcome: Outcome = { rows: [], rejects: [] };
  const { cuts, ...separators } = options;
  const header = bytes.toString('latin1').split('\n')[0]!;
  const refuseLine = judgeLines({ isUtf8: isUtf8(bytes), header: { text: header } });
  const splitter = createRecordSplitter(
    { ...separators, columns: 2, refuseLine },
    {
      row: (row_number, [a, b]) => outcome.rows.push({ row_number, a, b }),
      reject: (row_number) => outcome.rejects.push({ row_number }),
    },
  );
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((x, y) => x - y), bytes.length];
  const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  for await (const lines of readRawLines(Readable.from(chunks, { objectMode: true }))) {
    for (const line of lines) if (line.number > 1) splitter.line(line);
  }
  splitter.end();
  return outcome;
}

/** The same by way of files and DuckDB, as an import does it. */
async function stage(name: string, bytes: Buffer): Promise<Outcome> {
  const landing = landingOf(name, bytes);
  const { rowsSql, rejectsSql, total } = await stageText(landing, await readHeader(landing.file));
  const rows = await duck.rows(rowsSql);
  const rejects = rejectsSql === null ? [] : await duck.rows(rejectsSql);
  expect(rows.length + rejects.length).toBe(total);
  return { rows, rejects };
}

/**
 * Every line behind the header is part of exactly one row or reject, or empty. A row takes as many lines as there are
 * line ends in its cells, and one more; a reject takes one.
 */
function checkLines(bytes: Buffer, { rows, rejects }: Outcome): void {
  const lines = bytes.toString('latin1').split('\n');
  const owner = new Map<number, string>();
  const take = (first: number, count: number, name: string) => {
    for (let line = first; line < first + count; line++) {
      if (owner.has(line)) throw new Error(`line ${line} is in two records`);
      owner.set(line, name);
    }
  };
  take(1, 1, 'header');
  for (const { row_number, ...cells } of rows) {
    const ends = Object.values(cells).join('').split('\n').length - 1;
    take(Number(row_number), ends + 1, 'row');
  }
  for (const { row_number } of rejects) take(Number(row_number), 1, 'reject');
  for (const [index, text] of lines.entries()) {
    const number = index + 1;
    const isEmpty = text === '' || text === '\r';
    if (!isEmpty && !owner.has(number)) throw new Error(`line ${number} is lost`);
    if (isEmpty && owner.get(number) === 'reject') throw new Error(`line ${number} is empty and refused`);
    if (owner.get(number) === 'row' && (text.includes('\0') || !isUtf8(Buffer.from(text, 'latin1')))) {
      throw new Error(`line ${number} is no text and accepted`);
    }
  }
}

const atomicHeader = 'a:token\tb:float';
/** Without quotes a row is a line with one tab. */
function countAtomicRows(bytes: Buffer): number {
  return bytes
    .toString('latin1')
    .split('\n')
    .slice(1)
    .filter((line) => line.split('\t').length === 2 && !line.includes('\0'))
    .filter((line) => isUtf8(Buffer.from(line, 'latin1')) && line.replace(/\r$/, '') !== atomicHeader).length;
}

const cuts = fc.array(fc.nat(), { maxLength: 6 });
const atomicBody = pieces('\t', '\t', atomicHeader);
const csvBody = pieces(',', ',', '"', '"', '"', '""', 'a,b');
/** Many of them one behind the other: DuckDB takes milliseconds a file. */
const many = (body: typeof csvBody) =>
  fc.array(body, { minLength: 1, maxLength: 60 }).map((all) => Buffer.concat(all));
const plain = (delimiter: string) =>
  fc
    .array(
      fc.tuple(fc.constantFrom('x', '日', ' 5 ', '\\', "'", ''), fc.constantFrom('y', '#', 'é', delimiter)),
      { minLength: 1 },
    )
    .map((cells) => Buffer.from(cells.map(([x, y]) => `${x}${delimiter}${y}\n`).join('')));
const fewer = { ...cases, numRuns: cases.numRuns / 20 };

describe('parsers on whatever comes', () => {
  it('atomic: loses no line', async () => {
    await fc.assert(
      fc.asyncProperty(atomicBody, cuts, async (body, places) => {
        const bytes = Buffer.concat([Buffer.from(`${atomicHeader}\n`), body]);
        const outcome = await split(bytes, { cuts: places, delimiter: '\t', quote: null });
        checkLines(bytes, outcome);
        expect(outcome.rows.length).toBe(countAtomicRows(bytes));
      }),
      cases,
    );
  });

  it(
    'atomic: loses no line on its way through DuckDB',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(many(atomicBody), plain('\t')), async (body) => {
          const bytes = Buffer.concat([Buffer.from(`${atomicHeader}\n`), body]);
          const outcome = await stage('x.inter', bytes);
          checkLines(bytes, outcome);
          expect(outcome.rows.length).toBe(countAtomicRows(bytes));
        }),
        fewer,
      );
    },
    timeout,
  );

  it('CSV: loses no line', async () => {
    await fc.assert(
      fc.asyncProperty(csvBody, cuts, async (body, places) => {
        const bytes = Buffer.concat([Buffer.from('a,b\n'), body]);
        checkLines(bytes, await split(bytes, { cuts: places, delimiter: ',', quote: '"' }));
      }),
      cases,
    );
  });

  it(
    'CSV: loses no line on its way through DuckDB',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(many(csvBody), plain(',')), async (body) => {
          const bytes = Buffer.concat([Buffer.from('a,b\n'), body]);
          checkLines(bytes, await stage('x.csv', bytes));
        }),
        fewer,
      );
    },
    timeout,
  );

  const special = fc.constantFrom('"', ',', '\n', '\r', '\t', '\x1a', '\x1f', '日', '\x1an');
  const any = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
  const text = fc
    .string({ unit: fc.oneof(special, any), maxLength: 8 })
    .map((value) => value.replaceAll('\0', ''));
  const record = fc.tuple(text, text, fc.constantFrom('\n', '\r\n'), fc.boolean());
  const written = (records: [string, string, string, boolean][]) => {
    const quoted = (cell: string, always: boolean) =>
      always || /[",\n\r]/.test(cell) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell;
    return records.map(([a, b, end, always]) => `${quoted(a, always)},${quoted(b, always)}${end}`).join('');
  };

  it('CSV: reads back what was written by the rules', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), cuts, async (records, places) => {
        const bytes = Buffer.from(`a,b\n${written(records)}`);
        const { rows, rejects } = await split(bytes, { cuts: places, delimiter: ',', quote: '"' });
        expect(rejects).toEqual([]);
        const bytesOf = (cell: string) => Buffer.from(cell).toString('latin1');
        expect(rows).toMatchObject(records.map(([a, b]) => ({ a: bytesOf(a), b: bytesOf(b) })));
      }),
      cases,
    );
  });

  it(
    'CSV: reads back what was written by the rules through DuckDB',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 100 }), async (records) => {
          const { rows, rejects } = await stage('x.csv', Buffer.from(`a,b\n${written(records)}`));
          expect(rejects).toEqual([]);
          expect(rows.map((row) => [row.a ?? '', row.b ?? ''])).toEqual(records.map(([a, b]) => [a, b]));
        }),
        fewer,
      );
    },
    timeout,
  );

  it(
    'headers: an error that says what is wrong, or columns',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          pieces(',', '"', 'name', '\t', ':token'),
          fc.constantFrom('x.csv', 'x.inter'),
          async (bytes, name) => {
            try {
              const { columns } = await readHeader(landingOf(name, bytes).file);
              expect(new Set(columns.map((column) => column.toLowerCase())).size).toBe(columns.length);
            } catch (error) {
              expect(error).toBeInstanceOf(AppError);
              expect(error).toMatchObject({ code: 'INVALID_DATA' });
            }
          },
        ),
        cases,
      );
    },
    timeout,
  );

  it(
    'JSON Lines: each line is a row or a reject',
    async () => {
      const key = fc.constantFrom('a', 'b', 'A', 'row_number', '', 'x/y', '\u0000', '日');
      const value = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom('\u0000', '\ud800', '\t', 1e300, '\\u0000'),
      );
      const object = fc.dictionary(key, value, { maxKeys: 3 }).map((one) => JSON.stringify(one));
      const broken = fc
        .tuple(
          object,
          fc.nat(),
          fc.constantFrom('', ',', '{', '"', '\\', '\0', '\t', 'NaN', '\x1f', '\r', '"a":1,'),
        )
        .map(([json, at, piece]) => {
          const cut = at % (json.length + 1);
          return json.slice(0, cut) + piece + json.slice(cut + 1);
        });
      const line = fc.oneof(
        object,
        broken,
        fc.constantFrom('', '[]', '5', 'null', '{}{}', '{"a":1,"a":2}', ' {} '),
      );
      let lines = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(line, { minLength: 1, maxLength: 40 }),
          fc.constantFrom('\n', '\r\n'),
          async (all, end) => {
            const bytes = Buffer.from(all.map((one) => one + end).join(''));
            const present = bytes
              .toString('latin1')
              .split('\n')
              .filter((one) => one !== '' && one !== '\r');
            if (present.length === 0) return;
            lines += present.length;
            const landing = landingOf('x.jsonl', bytes);
            const { accounting } = await landTables(landing);
            expect(accounting!.read).toBe(present.length);
            const read = (table: string) =>
              duck.rows(
                `select row_number::double as n from read_parquet(${sqlText(join(landing.folder, table))})`,
              );
            const numbers = [...(await read('rows.parquet')), ...(await read('rejects.parquet'))].map(
              ({ n }) => n,
            );
            expect(new Set(numbers).size).toBe(present.length);
          },
        ),
        // The case is the line: a file holds about twenty of them.
        { ...cases, numRuns: cases.numRuns / 5 },
      );
      expect(lines).toBeGreaterThan(cases.numRuns);
    },
    timeout,
  );

  it(
    'Parquet with broken bytes: an error, or every row that its metadata names',
    async () => {
      const original = join(folder, 'original.parquet');
      await duck.run(`
      copy (select 'u' || i % 7 as user_id, (1 + i % 5)::double as rating, 1000 + i as at, [i, i + 1] as list,
        { 'a': i } as more, encode('b' || i) as bytes from range(40) as t (i))
      to ${sqlText(original)} (format parquet)`);
      const bytes = readFileSync(original);
      const mutation = fc.record({
        changes: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        length: fc.oneof(
          { weight: 9, arbitrary: fc.constant(bytes.length) },
          { weight: 1, arbitrary: fc.nat(bytes.length) },
        ),
      });
      const outcomes = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(mutation, async ({ changes, length }) => {
          const mutated = Buffer.from(bytes);
          for (const [at, byte] of changes) mutated[at] = byte;
          const landing = landingOf('x.parquet', mutated.subarray(0, length));
          try {
            const { rowsSql, rejectsSql, total } = await stageParquet(landing);
            const count = async (sql: string) =>
              Number((await duck.rows(`select count(*)::double as n from (${sql})`))[0]!.n);
            expect((await count(rowsSql)) + (await count(rejectsSql!))).toBe(total);
            outcomes.read++;
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            expect(error.code).toBe('INVALID_DATA');
            outcomes.refused++;
          }
        }),
        cases,
      );
      // Both happen, or the test shows nothing.
      expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(cases.numRuns / 25);
    },
    timeout,
  );

  it(
    'gzip with broken bytes: an error, or what any other tool unpacks',
    async () => {
      const original = gzipSync(Buffer.from('a,b\n1,2\n3,4\n'.repeat(20)));
      const mutation = fc.record({
        changes: fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 3 }),
        length: fc.oneof(fc.constant(original.length), fc.nat(original.length)),
        rest: fc.oneof(
          fc.constant(Buffer.alloc(0)),
          fc.uint8Array({ maxLength: 5 }).map((array) => Buffer.from(array)),
        ),
      });
      const outcomes = { read: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(mutation, async ({ changes, length, rest }) => {
          const mutated = Buffer.from(original);
          for (const [at, byte] of changes) mutated[at] = byte;
          const bytes = Buffer.concat([mutated.subarray(0, length), rest]);
          const { path, scratch } = landingOf('x.csv.gz', bytes);
          const target = join(scratch, 'unpacked');
          try {
            await unpackGzip(path, target, { label: 'x.csv.gz' });
            expect(readFileSync(target).equals(gunzipSync(bytes))).toBe(true);
            outcomes.read++;
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            expect(error.code).toBe('INVALID_DATA');
            outcomes.refused++;
          }
        }),
        cases,
      );
      expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(cases.numRuns / 25);
    },
    timeout,
  );
});
