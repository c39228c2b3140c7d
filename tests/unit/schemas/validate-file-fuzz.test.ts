import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { splitCsv } from '../../../batch/schemas/read/split-csv.ts';
import { splitJson } from '../../../batch/schemas/read/split-json.ts';
import { splitLines } from '../../../batch/schemas/read/split-lines.ts';
import type { Piece, Splitter } from '../../../batch/schemas/read/splitter.ts';
import { validateFile } from '../../../batch/schemas/validate-file.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { fuzzRuns } from '../../support/fuzz-runs.ts';

const folder = newTempFolder();
const schema = z.strictObject({
  id: z.string().min(1),
  count: z.int().nullable(),
  tags: z.array(z.string()).optional(),
});
const registered = { name: 'test', title: 'Test', version: 1, schema };
const runs = { numRuns: fuzzRuns, seed: 20261123 };

async function validate(name: string, contents: string | Buffer) {
  const path = join(folder, name);
  writeFileSync(path, contents);
  const result = await validateFile(registered, path, { tempFolder: folder });
  expect(result.rows).toBe(result.valid + result.invalid);
  return result;
}

const row = fc.oneof(
  fc.record({
    id: fc.string({ unit: 'binary' }),
    count: fc.option(fc.integer()),
    tags: fc.array(fc.string()),
  }),
  fc.jsonValue(),
);
const isValid = (value: unknown) => schema.safeParse(value).success;

describe('validateFile() on any input', () => {
  it('counts every line of JSON Lines as valid or invalid', async () => {
    const line = fc.oneof(
      row.map((value) => Buffer.from(JSON.stringify(value))),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
    );
    const property = fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
      // An oracle that shares nothing with the reader: the lines are known before they are joined.
      const filled = lines.filter((bytes) => /[^ \t\r]/.test(bytes.toString('latin1')));
      const valid = filled.filter((bytes) => isValid(parse(bytes)));
      const result = await validate(
        'fuzz.jsonl',
        Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from('\n')])),
      );
      // A byte order mark, three bytes that begin the file, is no content.
      if (lines[0]?.subarray(0, 3).toString('hex') === 'efbbbf') return;
      expect(result).toMatchObject({ rows: filled.length, valid: valid.length });
    });
    await fc.assert(property, runs);
  });

  it('counts every element of a JSON array', async () => {
    const space = fc.constantFrom('', ' ', '\n\t', '\r\n');
    const property = fc.asyncProperty(fc.array(row, { maxLength: 8 }), space, async (values, gap) => {
      const text = `${gap}[${values.map((value) => `${gap}${JSON.stringify(value)}${gap}`).join(',')}]${gap}`;
      const result = await validate('fuzz.json', text);
      expect(result).toMatchObject({ rows: values.length, valid: values.filter(isValid).length });
    });
    await fc.assert(property, runs);
  });

  it('ends on any damaged JSON, with every row counted', async () => {
    const damage = fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.string({ unit: 'binary', maxLength: 3 }));
    const property = fc.asyncProperty(
      fc.array(row, { maxLength: 5 }),
      damage,
      async (values, [at, gone, added]) => {
        const text = JSON.stringify(values);
        const from = at % (text.length + 1);
        const damaged = `${text.slice(0, from)}${added}${text.slice(from + gone)}`;
        const result = await validate('damaged.json', damaged);
        // Nothing but separators may be left out.
        if (/[^\s[\],]/.test(damaged)) expect(result.rows).toBeGreaterThan(0);
      },
    );
    await fc.assert(property, runs);
  });

  it('counts every record of CSV, good ones beside broken ones', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('a,b', '"', '""', 'x\ny', '\r\n', ' '),
    );
    const good = fc.record({
      kind: fc.constant('good' as const),
      cells: fc.tuple(cell, fc.integer(), fc.array(cell)),
    });
    const wrongCount = fc.record({
      kind: fc.constant('count' as const),
      cells: fc.array(cell, { minLength: 4, maxLength: 6 }),
    });
    const strayQuote = fc.record({
      kind: fc.constant('quote' as const),
      cells: fc.constantFrom(['a"b', '1', ''], ['"a"b', '1', '']),
    });
    const record = fc.oneof({ weight: 3, arbitrary: good }, wrongCount, strayQuote);
    const property = fc.asyncProperty(
      fc.array(record, { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      async (records, lineEnd) => {
        const lines = records.map(({ kind, cells }) => {
          if (kind === 'quote') return cells.join(',');
          const texts = kind === 'good' ? [cells[0], String(cells[1]), JSON.stringify(cells[2])] : cells;
          return texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
        });
        const result = await validate('fuzz.csv', `${['id,count,tags', ...lines].join(lineEnd)}${lineEnd}`);
        const valid = records.filter(
          ({ kind, cells }) => kind === 'good' && cells[0] !== '' && isWellFormed(cells),
        );
        expect(result).toMatchObject({ rows: records.length, valid: valid.length });
      },
    );
    await fc.assert(property, runs);
  });

  it('ends on any bytes as CSV, with every row counted or the whole file refused', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      await validate('any.csv', Buffer.concat([Buffer.from('id,count\n'), bytes]));
    });
    await fc.assert(property, runs);
  });
});

describe('splitters', () => {
  it.each([
    ['lines', () => splitLines(), '\n'],
    ['CSV', () => splitCsv(','), ',"\n\r'],
    ['JSON', () => splitJson(), '[]{},"\\ \n'],
  ] as const)('cut %s the same wherever chunks begin', (_, create, special) => {
    const letter = fc.oneof(fc.constantFrom(...special), fc.constantFrom('a', '1', 'é'));
    const property = fc.property(fc.array(letter), fc.array(fc.nat({ max: 5 })), (letters, sizes) => {
      const bytes = Buffer.from(letters.join(''));
      expect(pieces(create(), chunks(bytes, sizes))).toEqual(pieces(create(), [bytes]));
    });
    fc.assert(property, runs);
  });

  it('refuse a row that is too long, and go on with the next', () => {
    expect(pieces(splitLines(4), [Buffer.from('ab\nabc'), Buffer.from('def\ncd\n')])).toEqual([
      'ab',
      'a row of more than 4 bytes',
      'cd',
    ]);
  });
});

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Text with half a surrogate pair cannot be written as UTF-8: what is read back is another text, but still a text. */
function isWellFormed(cells: unknown[]): boolean {
  return schema.safeParse({ id: Buffer.from(String(cells[0])).toString(), count: cells[1], tags: cells[2] })
    .success;
}

function* chunks(bytes: Buffer, sizes: number[]): Generator<Buffer> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from = Math.min(bytes.length, from + size);
  }
  yield bytes.subarray(from);
}

function pieces(splitter: Splitter, parts: Iterable<Buffer>): string[] {
  const found: Piece[] = [];
  for (const part of parts) found.push(...splitter.push(part));
  found.push(...splitter.end());
  return found.map((piece) => ('bytes' in piece ? piece.bytes.toString() : piece.problem));
}
