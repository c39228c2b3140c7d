import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { knownSchemas } from '../../../batch/jobs/known-schemas.ts';
import { findSchema } from '../../../batch/schemas/find-schema.ts';
import { validateFile } from '../../../batch/schemas/validate-file.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';

const folder = newTempFolder();
const tempFolder = join(folder, 'temp');
const events = findSchema(knownSchemas, 'event-record');

const good = {
  source: 'shop',
  personKey: 'p1',
  externalId: 'a',
  kind: 'like',
  decidedAt: '2026-01-02T03:04:05Z',
};

async function validate(name: string, contents: string | Buffer, schema = 'event-record') {
  const path = join(folder, name);
  await writeFile(path, contents);
  return validateFile(findSchema(knownSchemas, schema), path, { tempFolder });
}

describe('validateFile()', () => {
  it('says row, field, kind and what is expected, and never the value', async () => {
    const rows = [
      good,
      { ...good, personKey: 17 },
      { ...good, kind: 'secret-choice' },
      { ...good, decidedAt: undefined },
      { ...good, note: 'x' },
      [good],
    ];
    const result = await validate('a.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect(result).toMatchObject({ rows: 6, valid: 1, invalid: 5, problemCount: 5 });
    expect(result.problems).toEqual([
      { row: 2, field: 'personKey', found: 'a whole number', expected: 'string' },
      {
        row: 3,
        field: 'kind',
        found: 'a text of 13 characters',
        expected: expect.stringContaining('"like"|"nope"'),
      },
      { row: 4, field: 'decidedAt', found: 'nothing', expected: 'string' },
      { row: 5, field: 'note', found: 'a field that is not known', expected: 'only known fields' },
      { row: 6, field: '', found: 'a list of 1', expected: 'object' },
    ]);
    expect(JSON.stringify(result)).not.toContain('secret-choice');
  });

  it('counts broken lines of JSON Lines by their line, and leaves empty ones out', async () => {
    const line = JSON.stringify(good);
    const contents = Buffer.concat([
      Buffer.from(`${line}\r\n\n{"source": \n`),
      Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]),
      Buffer.from(line),
    ]);
    const result = await validate('b.ndjson', contents);
    expect(result).toMatchObject({ rows: 4, valid: 2, invalid: 2 });
    expect(result.problems).toEqual([
      { row: 3, field: '', found: 'text that is no JSON', expected: 'a JSON value' },
      { row: 4, field: '', found: 'bytes that are no UTF-8', expected: 'UTF-8' },
    ]);
  });

  it('takes one JSON document, an array, and values behind each other', async () => {
    const one = JSON.stringify(good, null, 2);
    expect(await validate('one.json', `\uFEFF${one}\n`)).toMatchObject({ rows: 1, valid: 1 });
    expect(await validate('many.json', `[${one}, ${one} ,\n${one}]`)).toMatchObject({ rows: 3, valid: 3 });
    expect(await validate('behind.json', `${one}${one}\n${one}`)).toMatchObject({ rows: 3, valid: 3 });
    expect(await validate('none.json', '[]')).toMatchObject({ rows: 0 });
    // Element 2 is missing; after element 3 the file ends inside the array.
    const broken = await validate('broken.json', `[${one},,${one}`);
    expect(broken).toMatchObject({ rows: 4, valid: 2, invalid: 2 });
    expect(broken.problems.map(({ row, found }) => [row, found])).toEqual([
      [2, 'nothing where an element should be'],
      [4, 'the end of the file inside an array'],
    ]);
  });

  it('reads CSV by its header, in any spelling of the names, with the types that fields have', async () => {
    const header = 'decided_at,external_id,person_key,kind,source';
    const result = await validate(
      'c.csv',
      `${header}\r\n2026-01-02T03:04:05Z,"a ""b"", c",p1,like,shop\r\n2026-01-02T03:04:05Z,"two\nlines",p1,nope,shop\n` +
        `x,a,p1,like,shop\n\n2026-01-02T03:04:05Z,a,p1\n2026-01-02T03:04:05Z,a"b,p1,like,shop\n`,
    );
    // Rows 1 and 2 are good; 3 has a bad time, 4 has 3 of 5 cells, 5 a quote inside a cell.
    expect(result).toMatchObject({ rows: 5, valid: 2, invalid: 3 });
    expect(result.problems.map(({ row, field, found }) => [row, field, found])).toEqual([
      [3, 'decidedAt', 'a text of 1 character'],
      [4, '', '3 cells'],
      [5, '', 'a quote or a line end in the wrong place'],
    ]);
    const items = 'externalId,title,maker,series,performers,tags,releasedAt,durationMinutes,priceYen\n';
    const item = await validate('d.csv', `${items}a,One,,S,[],"[""x"",""y""]",,90,12.5\n`, 'catalogue-item');
    expect(item.problems).toMatchObject([{ row: 1, field: 'priceYen', found: 'a number' }]);
  });

  it('reads TSV and gzip, also without the ending', async () => {
    const rows = `source\tpersonKey\texternalId\tkind\tdecidedAt\nshop\tp1\ta\tlike\t2026-01-02T03:04:05Z\n`;
    expect(await validate('e.tsv', rows)).toMatchObject({ rows: 1, valid: 1 });
    expect(await validate('e.tsv.gz', gzipSync(rows))).toMatchObject({ rows: 1, valid: 1 });
    const packed = gzipSync(`${JSON.stringify(good)}\n`.repeat(1000));
    expect(await validate('packed.jsonl', packed)).toMatchObject({ rows: 1000, valid: 1000 });
    await expect(validate('cut.jsonl.gz', packed.subarray(0, packed.length - 20))).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining('gzip data is damaged'),
    });
  });

  it('reads Parquet with typed columns', async () => {
    const path = join(folder, 'f.parquet');
    const duck = await openDuckDb({ tempFolder });
    await duck.run(`copy (
      select 'shop' as source, 'p' || i as person_key, 'a' as external_id,
        case when i = 3 then 'maybe' else 'like' end as kind, timestamp '2026-01-02 03:04:05.5' as decided_at
      from range(1, 6) as r (i)) to ${sqlText(path)} (format parquet)`);
    await duck.close();
    const result = await validateFile(events, path, { tempFolder });
    expect(result).toMatchObject({ rows: 5, valid: 4, invalid: 1 });
    expect(result.problems).toMatchObject([{ row: 3, field: 'kind', found: 'a text of 5 characters' }]);
    await expect(validate('g.parquet', 'no parquet')).rejects.toMatchObject({ code: 'INVALID_DATA' });
  });

  it('shows 20 problems and counts the rest', async () => {
    // 50 rows of two problems each.
    const rows =
      '{"source":1,"personKey":1,"externalId":"a","kind":"like","decidedAt":"2026-01-02T03:04:05Z"}\n';
    const result = await validate('h.jsonl', rows.repeat(50));
    expect(result).toMatchObject({ rows: 50, invalid: 50, problemCount: 100 });
    expect(result.problems).toHaveLength(20);
  });

  it('refuses what cannot be read at all', async () => {
    await expect(validate('i.csv', '')).rejects.toThrow('it is empty');
    await expect(validate('i.csv', 'a,a\n1,2\n')).rejects.toThrow('columns 1 and 2 have one name');
    await expect(validate('i.txt', 'x')).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    await expect(validateFile(events, join(folder, 'none.csv'), { tempFolder })).rejects.toThrow(
      'does not exist',
    );
    await expect(validateFile(events, folder, { tempFolder, format: 'csv' })).rejects.toThrow(
      'it is no file',
    );
  });

  it('stops when it is told to', async () => {
    await validate('j.jsonl', `${JSON.stringify(good)}\n`);
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(validateFile(events, join(folder, 'j.jsonl'), { tempFolder, signal })).rejects.toThrow(
      'stop',
    );
  });
});

describe('matching schemas validate', () => {
  it('ends with status 2 when a row does not fit', async () => {
    const path = join(folder, 'k.jsonl');
    await writeFile(path, `${JSON.stringify(good)}\n{}\n`);
    const { status, stdout, stderr } = await runMatching([
      'schemas',
      'validate',
      'event-record',
      path,
      '--root',
      folder,
    ]);
    expect(status).toBe(2);
    expect(stdout).toContain('row 2, source: is nothing, expected string');
    expect(stdout).toContain('2 rows = 1 valid + 1 invalid');
    expect(stderr).toContain('1 of 2 rows');
  });
});
