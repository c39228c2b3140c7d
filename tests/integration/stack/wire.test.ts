import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

let stack: TestStack;
let admin: pg.Client;

beforeAll(async () => {
  stack = await openTestStack();
  admin = await connectDatabase(stack.dbUrl);
  await admin.query(`
    create extension if not exists vector with schema extensions;
    create table public.counter (id int primary key, value int not null);
    create table public.points (id int primary key, label text);
    create table public.vectors (id int primary key, v extensions.vector(2));
    create function public.path() returns text language sql as $$ select current_setting('search_path') $$;`);
}, 60_000);
afterAll(async () => {
  await admin?.end();
  await stack?.remove();
});
beforeEach(() => admin.query('truncate public.counter, public.points, public.vectors'));

async function withClients<T>(count: number, run: (clients: pg.Client[]) => Promise<T>): Promise<T> {
  const clients = await Promise.all(Array.from({ length: count }, () => connectDatabase(stack.dbUrl)));
  try {
    return await run(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** PGCOPY binary: signature, no flags, no extension, then rows of (int4, bytes), then the trailer -1. */
function binaryCopy(rows: [id: number, value: Buffer][]): Buffer {
  const parts: Uint8Array[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)];
  for (const [id, value] of rows) {
    const head = Buffer.alloc(14);
    head.writeInt16BE(2, 0);
    head.writeInt32BE(4, 2);
    head.writeInt32BE(id, 6);
    head.writeInt32BE(value.length, 10);
    parts.push(head, value);
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xff])]);
}

/** pgvector's binary form: dimensions, zero, big-endian floats. */
function binaryVector(values: number[]): Buffer {
  const bytes = Buffer.alloc(4 + values.length * 4);
  bytes.writeInt16BE(values.length, 0);
  values.forEach((value, i) => {
    bytes.writeFloatBE(value, 4 + i * 4);
  });
  return bytes;
}

describe('several clients at once', () => {
  it('transactions that read, think and write add up', async () => {
    await admin.query('insert into counter values (1, 0)');
    await withClients(4, (clients) =>
      Promise.all(
        clients.map(async (client) => {
          for (let i = 0; i < 15; i += 1) {
            await client.query('begin');
            const { rows } = await client.query('select value from counter where id = $1', [1]);
            await client.query('update counter set value = $1 where id = 1', [rows[0].value + 1]);
            await client.query('commit');
          }
        }),
      ),
    );
    // 4 clients, 15 increments each.
    expect((await admin.query('select value from counter')).rows[0].value).toBe(60);
  });

  it('unnamed statements of different shapes do not mix', async () => {
    await withClients(4, async (clients) => {
      const asked = clients.flatMap((client, c) =>
        Array.from({ length: 40 }, async (_, i) => {
          const columns = Array.from({ length: c + 1 }, (_, k) => `$${k + 1}::int as c${k}`).join(', ');
          const { rows } = await client.query(`select ${columns}`, Array(c + 1).fill(i));
          return Object.values(rows[0]);
        }),
      );
      const answers = await Promise.all(asked);
      answers.forEach((answer, n) => {
        expect(answer).toEqual(Array(Math.floor(n / 40) + 1).fill(n % 40));
      });
    });
  });

  it('a statement prepared unnamed before another client came is still there after it', async () => {
    await withClients(2, async ([one, two]) => {
      // Parse and Describe end with a Sync of their own; Bind and Execute follow in another batch.
      type Send = (...given: unknown[]) => void;
      const { connection } = one as unknown as {
        connection: NodeJS.EventEmitter & Record<'parse' | 'bind' | 'execute' | 'sync', Send>;
      };
      const answer: string[] = [];
      connection.on('dataRow', (message: { fields: Buffer[] }) => answer.push(String(message.fields[0])));
      connection.parse({ text: "select 'mine'::text", name: '', types: [] });
      connection.sync();
      await once(connection, 'readyForQuery');
      await two!.query('select $1::int + 1', [1]);
      connection.bind({ statement: '', portal: '', values: [] });
      connection.execute({ portal: '', rows: 0 });
      connection.sync();
      await once(connection, 'readyForQuery');
      expect(answer).toEqual(['mine']);
    });
  });

  it('named statements of the same name are two statements', async () => {
    await withClients(2, async ([one, two]) => {
      const name = `same_${'long'.repeat(12)}`;
      for (let i = 0; i < 3; i += 1) {
        expect((await one!.query({ name, text: 'select $1::int + 1 as n', values: [i] })).rows[0].n).toBe(
          i + 1,
        );
        expect(
          (await two!.query({ name, text: "select $1::text || '!' as t", values: ['a'] })).rows[0].t,
        ).toBe('a!');
      }
    });
  });

  it('what one client SETs is its own, and comes back at its next turn', async () => {
    await withClients(2, async ([one, two]) => {
      await one!.query("set search_path = app_one; set timezone = 'Asia/Tokyo'");
      await two!.query('set search_path = app_two');
      expect((await two!.query('show search_path')).rows[0].search_path).toBe('app_two');
      expect((await two!.query('show timezone')).rows[0].TimeZone).not.toBe('Asia/Tokyo');
      expect((await one!.query('show search_path')).rows[0].search_path).toBe('app_one');
      expect((await one!.query('show timezone')).rows[0].TimeZone).toBe('Asia/Tokyo');
      await one!.query('set role anon');
      expect((await admin.query('select current_user')).rows[0].current_user).toBe('postgres');
      expect((await one!.query('select current_user')).rows[0].current_user).toBe('anon');
      const { data } = await createTestClient(stack.apiUrl, stack.secretKey).rpc('path');
      expect(data).toBe('public, extensions');
    });
  });

  it('a client that disappears in mid-transaction is rolled back and frees the session', async () => {
    const doomed = await connectDatabase(stack.dbUrl);
    await doomed.query('begin');
    await doomed.query('insert into counter values (7, 7)');
    (doomed as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await admin.query('select count(*)::int as n from counter')).rows[0].n).toBe(0);
  });

  it('an error leaves the session usable, inside and outside of a transaction', async () => {
    await expect(admin.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    await admin.query('begin');
    await expect(admin.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(admin.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await admin.query('rollback');
    expect((await admin.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('COPY', () => {
  it('takes binary rows inside an open transaction, which can still be rolled back', async () => {
    const rows: [number, Buffer][] = Array.from({ length: 500 }, (_, i) => [i, binaryVector([i, -i])]);
    await withClients(1, async ([client]) => {
      await client!.query('begin');
      await pipeline(
        Readable.from([binaryCopy(rows)]),
        client!.query(copyFrom('copy public.vectors (id, v) from stdin with (format binary)')),
      );
      const inside = await client!.query('select count(*)::int as n, sum(id)::int as s from vectors');
      // 0 + 1 + … + 499 = 124750.
      expect(inside.rows[0]).toEqual({ n: 500, s: 124_750 });
      await client!.query('rollback');
      expect((await client!.query('select count(*)::int as n from vectors')).rows[0].n).toBe(0);

      await client!.query('begin');
      const stream = client!.query(copyFrom('COPY public.vectors FROM STDIN BINARY'));
      await pipeline(Readable.from([binaryCopy(rows)]), stream);
      expect(stream.rowCount).toBe(500);
      await client!.query('commit');
    });
    expect((await admin.query('select v::text from vectors where id = 3')).rows[0].v).toBe('[3,-3]');
  });

  it('takes text and CSV, and gives rows back with COPY TO STDOUT', async () => {
    await pipeline(Readable.from(['1\tone\n2\t', 'two\n']), admin.query(copyFrom('copy points from stdin')));
    await pipeline(
      Readable.from(['id,label\n3,"three, quoted"\n']),
      admin.query(copyFrom('copy public.points (id, label) from stdin with (format csv, header true)')),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of admin.query(copyTo('copy (select * from points order by id) to stdout'))) {
      chunks.push(chunk as Buffer);
    }
    expect(Buffer.concat(chunks).toString()).toBe('1\tone\n2\ttwo\n3\tthree, quoted\n');
  });

  it('reports bad rows, missing tables and a client that gives up, and the session lives on', async () => {
    const bad = pipeline(Readable.from(['x\tone\n']), admin.query(copyFrom('copy points from stdin')));
    await expect(bad).rejects.toMatchObject({ code: '22P02' });
    const missing = pipeline(Readable.from(['1\n']), admin.query(copyFrom('copy no_such_table from stdin')));
    await expect(missing).rejects.toMatchObject({ code: '42P01' });

    await admin.query('begin');
    const given = admin.query(copyFrom('copy points from stdin'));
    const refused = once(given, 'error');
    given.write('5\tfive\n');
    given.destroy(new Error('changed my mind'));
    await refused;
    given.on('error', () => undefined); // the database's own report of it
    await expect(admin.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await admin.query('rollback');
    expect((await admin.query('select count(*)::int as n from points')).rows[0].n).toBe(0);
  });

  it('refuses COPY among other statements instead of losing the session', async () => {
    await expect(admin.query('select 1; copy points from stdin')).rejects.toMatchObject({ code: '0A000' });
    expect((await admin.query("select 'copy x from stdin' as text")).rows[0].text).toBe('copy x from stdin');
  });

  it('spills a large COPY to the disk and leaves no file behind', async () => {
    // 40 rows of 1 MiB: above the 32 MiB that are kept in memory.
    const line = `${'x'.repeat(1024 * 1024)}\n`;
    await pipeline(
      Readable.from(Array.from({ length: 40 }, (_, i) => `${i}\t${line}`)),
      admin.query(copyFrom('copy points from stdin')),
    );
    const { rows } = await admin.query(
      'select count(*)::int as n, min(length(label)) as shortest from points',
    );
    expect(rows[0]).toEqual({ n: 40, shortest: 1024 * 1024 });
    expect(await readdir(`${stack.root}/stack/temp`)).toEqual([]);
  });
});

describe('connecting', () => {
  it('refuses a wrong password with 28P01', async () => {
    const url = new URL(stack.dbUrl);
    url.password = 'wrong';
    const client = new pg.Client({ connectionString: url.href });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('psql works, with \\copy and its own start-up settings', async () => {
    const run = promisify(execFile);
    if (!(await run('psql', ['--version']).catch(() => undefined))) {
      throw new Error('psql is missing: install the PostgreSQL client to run this test');
    }
    const script =
      '\\copy public.points from pstdin\n1\tfrom psql\n\\.\nselect label from public.points; show timezone;\n';
    const child = run('psql', [stack.dbUrl, '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1'], {
      env: { ...process.env, PGTZ: 'Asia/Tokyo', PGCONNECT_TIMEOUT: '10' },
    });
    child.child.stdin!.end(script.replace('pstdin', 'stdin'));
    expect((await child).stdout).toBe('from psql\nAsia/Tokyo\n');
  });
});
