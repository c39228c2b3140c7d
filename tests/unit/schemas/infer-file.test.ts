import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importMappingSchema } from '../../../batch/ingest/files/import-mapping.ts';
import { parseDuckType } from '../../../batch/schemas/infer/duck-type.ts';
import { inferFile } from '../../../batch/schemas/infer/infer-file.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';

const folder = newTempFolder();

async function infer(name: string, contents: string | Buffer) {
  const path = join(folder, name);
  await writeFile(path, contents);
  return inferFile(path, { tempFolder: join(folder, 'temp') });
}

const eventsCsv = `user_id,item_id,rating,timestamp
90017,m1,5,1767323045
90017,m2,1,1767323046
90018,m1,,1767323047
90019,m3,3,1767323048
`;

describe('inferFile()', () => {
  it('says types, what is missing, how different values are, and ranges', async () => {
    const { rows, columns, schema } = await infer('events.csv', eventsCsv);
    expect(rows).toBe(4);
    const [user, , rating, time] = columns;
    // Three of four people are different; of three ratings that are there, all three.
    expect(user).toMatchObject({ type: 'BIGINT', personal: true, range: null, distinctShare: 0.75 });
    expect(rating).toMatchObject({ missing: 1, distinctShare: 1, range: { of: 'values', min: 1, max: 5 } });
    expect(time).toMatchObject({ format: 'unix-seconds', range: { min: 1767323045, max: 1767323048 } });
    expect(schema).toMatchObject({
      type: 'object',
      required: ['user_id', 'item_id', 'timestamp'],
      properties: {
        user_id: { type: 'integer' },
        item_id: { type: 'string', minLength: 2, maxLength: 2 },
        rating: { type: ['integer', 'null'], minimum: 1, maximum: 5 },
      },
    });
  });

  it('shows no value of a column that tells people apart', async () => {
    await infer('events.csv', eventsCsv);
    for (const flags of [[], ['--json']]) {
      const { stdout, status } = await runMatching([
        'schemas',
        'infer',
        join(folder, 'events.csv'),
        '--root',
        folder,
        ...flags,
      ]);
      expect(status).toBe(0);
      expect(stdout).not.toMatch(/9001[789]/);
      expect(stdout).toContain('1767323045');
    }
    const mails = await infer('mails.csv', 'contact,n\nann@example.org,1\nbob@example.org,2\n');
    expect(mails.columns[0]).toMatchObject({ personal: true, format: 'email', range: null });
  });

  it('proposes a mapping of events that the import takes', async () => {
    const { mapping } = await infer('events.csv.gz', gzipSync(eventsCsv));
    expect(mapping).toEqual({
      kind: 'events',
      format: 'csv',
      columns: { personKey: 'user_id', externalId: 'item_id', rating: 'rating', decidedAt: 'timestamp' },
      likeMin: 4,
      nopeMax: 2,
      timeFormat: 'unix-seconds',
    });
    expect(importMappingSchema.safeParse(mapping).error).toBeUndefined();
    const lines = [
      { personId: 'a', contentId: 'x', action: 'like', created_at: '2026-01-02T03:04:05Z' },
      { personId: 'a', contentId: 'y', action: 'skip', created_at: '2026-01-02T03:04:06Z' },
      { personId: 'b', contentId: 'y', action: 'open', created_at: '2026-01-02T03:04:07Z' },
    ];
    const kinds = await infer('kinds.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(kinds.mapping).toMatchObject({
      columns: { personKey: 'personId', externalId: 'contentId', kind: 'action', decidedAt: 'created_at' },
      kindValues: { like: ['like'], nope: ['skip'], neutral: ['open'] },
      timeFormat: 'iso',
    });
    expect(importMappingSchema.safeParse(kinds.mapping).error).toBeUndefined();
    const bare = await infer('bare.csv', 'user,item\n1,2\n');
    expect(bare.mapping).toMatchObject({ allLikes: true, noTimes: true });
    expect(importMappingSchema.safeParse(bare.mapping).error).toBeUndefined();
  });

  it('proposes a mapping of a catalogue with the separator of its lists', async () => {
    const { mapping, columns } = await infer(
      'catalogue.tsv',
      'content_id\ttitle\ttags\trelease_date\tprice\n' +
        'a1\tOne\tred|blue\t2026-01-02\t0500\n' +
        'a2\tTwo\tred\t2026-01-03\t0300~\n',
    );
    expect(mapping).toEqual({
      kind: 'catalogue',
      format: 'csv',
      delimiter: '\t',
      columns: {
        externalId: 'content_id',
        title: 'title',
        tags: 'tags',
        releasedAt: 'release_date',
        price: 'price',
      },
      listSeparator: '|',
    });
    expect(importMappingSchema.safeParse(mapping).error).toBeUndefined();
    expect(columns.find(({ name }) => name === 'release_date')).toMatchObject({ type: 'DATE' });
  });

  it('knows forms of texts', async () => {
    const rows = [
      {
        number: '17',
        time: '2026-01-02T03:04:05+09:00',
        naive: '2026-01-02 03:04:05',
        url: 'https://example.org/a',
        mixed: '17',
      },
      {
        number: '-4',
        time: '2026-01-02T03:04:05Z',
        naive: '2026-01-02T03:04:05',
        url: 'http://example.org',
        mixed: 'x',
      },
    ];
    // As JSON in a text column nothing is typed by the sniffing but what it is sure of.
    const { columns } = await infer('texts.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const formats = Object.fromEntries(columns.map(({ name, type, format }) => [name, format ?? type]));
    expect(formats).toMatchObject({ url: 'uri', mixed: 'VARCHAR' });
    expect(['integer-as-text', 'BIGINT']).toContain(formats.number);
    expect(columns.find(({ name }) => name === 'time')!.type).toMatch(/TIMESTAMP|VARCHAR/);
  });

  it('describes nested values', async () => {
    const { schema } = await infer(
      'nested.jsonl',
      '{"id":"a","images":{"list":"u","sizes":[1,2]},"tags":["x"]}\n',
    );
    expect(schema.properties).toMatchObject({
      images: {
        type: 'object',
        properties: { list: { type: 'string' }, sizes: { type: 'array', items: { type: 'integer' } } },
      },
      tags: { type: 'array', items: { type: 'string' } },
    });
  });

  it('refuses what it cannot read, without a word of its contents', async () => {
    await expect(infer('bad.parquet', 'secret words')).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.not.stringContaining('secret'),
    });
    await expect(inferFile(join(folder, 'none.csv'), { tempFolder: folder })).rejects.toMatchObject({
      code: 'INVALID_DATA',
    });
  });
});

describe('parseDuckType()', () => {
  it('reads lists and structures inside each other', () => {
    const scalar = (name: string) => ({ kind: 'scalar', name });
    expect(parseDuckType('STRUCT(a DECIMAL(10,2), "b, c" STRUCT(d VARCHAR[])[])')).toEqual({
      kind: 'struct',
      fields: [
        { name: 'a', type: scalar('DECIMAL(10,2)') },
        {
          name: 'b, c',
          type: {
            kind: 'list',
            of: { kind: 'struct', fields: [{ name: 'd', type: { kind: 'list', of: scalar('VARCHAR') } }] },
          },
        },
      ],
    });
  });
});
