import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listenOnPort } from '../../../batch/stack/listen-on-port.ts';
import { processStartTime } from '../../../batch/stack/process-start-time.ts';
import { readStackState } from '../../../batch/stack/read-stack-state.ts';
import { resetStack } from '../../../batch/stack/reset-stack.ts';
import { startStack } from '../../../batch/stack/start-stack.ts';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { createTestRoot, type TestRoot } from '../../support/stack/create-test-root.ts';
import { runMatching } from '../../support/stack/run-matching.ts';

const functionsFolder = fileURLToPath(new URL('./fixtures/deno', import.meta.url));
const free = { apiPort: 0, dbPort: 0 };

async function listFiles(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

describe('a stack process', () => {
  let place: TestRoot;
  beforeAll(async () => {
    place = await createTestRoot();
  }, 60_000);
  afterEach(async () => {
    const left = await readStackState(place.root);
    if (left) process.kill(left.pid, 'SIGKILL');
  });
  afterAll(() => place?.remove());

  const start = () =>
    runMatching(
      'stack',
      'start',
      '--root',
      place.root,
      '--api-port',
      '0',
      '--db-port',
      '0',
      '--functions-dir',
      functionsFolder,
    );

  it('starts in the background, tells where it is, refuses a second one, and stops', async () => {
    const none = await runMatching('stack', 'status', '--root', place.root);
    expect(none.status).toBe(3);
    const started = await start();
    expect(started).toMatchObject({ status: 0, stderr: '' });
    const keys = JSON.parse(await readFile(join(place.stackFolder, 'keys.json'), 'utf8'));
    expect(started.stdout).not.toContain(keys.secretKey);
    for (const file of ['keys.json', 'state.json']) {
      expect((await stat(join(place.stackFolder, file))).mode & 0o777).toBe(0o600);
    }

    const [second, status, env, reset] = await Promise.all([
      start(),
      runMatching('stack', 'status', '--root', place.root, '--json'),
      runMatching('stack', 'status', '--root', place.root, '--env'),
      runMatching('stack', 'reset', '--root', place.root, '--yes'),
    ]);
    const state = JSON.parse(status.stdout);
    expect(state).toMatchObject({
      running: true,
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(second.status).toBe(3);
    expect(second.stderr).toContain(`error STACK_LOCKED: The stack folder is in use by process ${state.pid}`);
    expect(second.stderr).toContain('matching stack stop');
    expect(reset).toMatchObject({ status: 3, stderr: expect.stringContaining('STACK_LOCKED') });
    expect(env.stdout).toContain(`export SUPABASE_SECRET_KEY='${keys.secretKey}'`);

    const stopped = await runMatching('stack', 'stop', '--root', place.root);
    expect(stopped).toMatchObject({ status: 0, stderr: '' });
    expect(await processStartTime(state.pid)).toBeUndefined();
    expect(await readdir(place.stackFolder)).not.toContain('state.json');
    expect((await runMatching('stack', 'stop', '--root', place.root)).status).toBe(3);
    expect(await readFile(join(place.stackFolder, 'stack.log'), 'utf8')).not.toContain(keys.secretKey);
  }, 60_000);

  it('killed in the middle of writes, keeps everything it acknowledged and nothing else', async () => {
    expect((await start()).status).toBe(0);
    const state = (await readStackState(place.root))!;
    const { data } = await createTestClient(state.apiUrl, state.publishableKey).functions.invoke('hello/pid');
    const admin = await connectDatabase(state.dbUrl);
    await admin.query('create table public.written (id int, half int, primary key (id, half))');

    const writer = await connectDatabase(state.dbUrl);
    const acknowledged: number[] = [];
    const writing = (async () => {
      for (let id = 0; ; id += 1) {
        await writer.query('begin');
        await writer.query('insert into written values ($1, 1)', [id]);
        await writer.query('insert into written values ($1, 2)', [id]);
        await writer.query('commit');
        acknowledged.push(id);
      }
    })();
    const single: number[] = [];
    const writingSingly = (async () => {
      for (let id = -1; ; id -= 1) {
        await admin.query('insert into written values ($1, 0)', [id]);
        single.push(id);
        // The other client is somewhere in the middle of a transaction, this one goes on writing.
        if (id === -100) process.kill(state.pid, 'SIGKILL');
      }
    })();
    await expect(writing).rejects.toThrow();
    await expect(writingSingly).rejects.toThrow();
    await expect.poll(() => processStartTime(state.pid), { timeout: 10_000 }).toBeUndefined();
    // The functions host does not outlive the stack.
    await expect.poll(() => processStartTime(data.pid), { timeout: 10_000 }).toBeUndefined();
    expect(await readStackState(place.root)).toBeUndefined();

    const again = await startStack({ root: place.root, ...free, functionsFolder: `${place.root}/none` });
    try {
      const reader = await connectDatabase(again.dbUrl);
      const { rows } = await reader.query('select id, half from written');
      await reader.end();
      const found = new Set(rows.map((row) => `${row.id}/${row.half}`));
      expect(acknowledged.length).toBeGreaterThan(10);
      expect(acknowledged.filter((id) => !found.has(`${id}/1`) || !found.has(`${id}/2`))).toEqual([]);
      expect(single.length).toBeGreaterThanOrEqual(100);
      expect(single.filter((id) => !found.has(`${id}/0`))).toEqual([]);
      // Both halves or none: no transaction is there in part.
      expect(rows.filter((row) => row.half === 1).length).toBe(rows.filter((row) => row.half === 2).length);
    } finally {
      await again.stop();
    }
  }, 60_000);
});

describe('refusals', () => {
  let place: TestRoot;
  beforeAll(async () => {
    place = await createTestRoot();
  }, 60_000);
  afterAll(() => place?.remove());

  it('a taken port is named with the flag that helps, and the lock is given back', async () => {
    const server = createServer();
    const port = await listenOnPort(server, { port: 0, flag: '' });
    const api = startStack({ root: place.root, apiPort: port, dbPort: 0 });
    await expect(api).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)),
      hint: expect.stringContaining('--api-port'),
    });
    const db = startStack({ root: place.root, apiPort: 0, dbPort: port });
    await expect(db).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      hint: expect.stringContaining('--db-port'),
    });
    await new Promise((done) => server.close(done));
    expect(await readdir(place.stackFolder)).not.toContain('lock.json');
  });

  it('the lock of a killed process is taken over, also when its number is used again', async () => {
    const lock = { pid: process.pid, processStarted: 'long ago', host: hostname() };
    await writeFile(join(place.stackFolder, 'lock.json'), JSON.stringify(lock));
    const stack = await startStack({ root: place.root, ...free, functionsFolder: `${place.root}/none` });
    await expect(startStack({ root: place.root, ...free })).rejects.toMatchObject({ code: 'STACK_LOCKED' });
    await stack.stop();
  }, 30_000);

  it('a lock of another machine is respected', async () => {
    const path = join(place.stackFolder, 'lock.json');
    await writeFile(path, JSON.stringify({ pid: 1, processStarted: 'x', host: 'elsewhere.example' }));
    await expect(startStack({ root: place.root, ...free })).rejects.toMatchObject({
      code: 'STACK_LOCKED',
      hint: expect.stringContaining(path),
    });
  });

  it('a missing Deno is said with the command that installs it', async () => {
    const other = await createTestRoot({ empty: true });
    const started = startStack({ root: other.root, ...free, functionsFolder, denoPath: '/nonexistent/deno' });
    await expect(started).rejects.toMatchObject({
      code: 'DENO_MISSING',
      hint: expect.stringContaining('npm ci'),
    });
    await other.remove();
  }, 30_000);

  it('reset without --yes deletes nothing', async () => {
    const result = await runMatching('stack', 'reset', '--root', place.root);
    expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
    expect(await readdir(place.stackFolder)).toContain('database');
  });

  it('a port that is no number is a usage error', async () => {
    expect((await runMatching('stack', 'start', '--api-port', 'many')).status).toBe(2);
  });
});

describe('a damaged database', () => {
  const damages: [string, (database: string) => Promise<void>][] = [
    ['without PG_VERSION', (database) => rm(join(database, 'PG_VERSION'))],
    ['of another version', (database) => writeFile(join(database, 'PG_VERSION'), '12\n')],
    ['with an empty control file', (database) => truncate(join(database, 'global/pg_control'), 0)],
    ['without its log of changes', (database) => rm(join(database, 'pg_wal'), { recursive: true })],
  ];
  it.each(damages)(
    '%s is refused, and nothing of it deleted',
    async (_what, damage) => {
      const place = await createTestRoot();
      const database = join(place.stackFolder, 'database');
      await damage(database);
      const before = await listFiles(database);
      await expect(startStack({ root: place.root, ...free, functionsFolder: '/none' })).rejects.toMatchObject(
        {
          code: 'DATABASE_CORRUPT',
          message: expect.stringContaining(database),
          hint: expect.stringContaining('matching stack reset --yes'),
        },
      );
      const after = new Set(await listFiles(database));
      expect(before.filter((file) => !after.has(file))).toEqual([]);
      // The folder is free again, and a reset helps.
      await resetStack(place.root, true);
      expect(await readdir(place.stackFolder)).not.toContain('database');
      await place.remove();
    },
    30_000,
  );
});

it('a first start creates the database, and what a killed one left of it is cleared', async () => {
  const place = await createTestRoot({ empty: true });
  await mkdir(join(place.stackFolder, 'database.new-1/global'), { recursive: true });
  const stack = await startStack({ root: place.root, ...free, functionsFolder: '/none' });
  const client = await connectDatabase(stack.dbUrl);
  expect((await client.query('select auth.uid() as id')).rows).toEqual([{ id: null }]);
  await client.end();
  await stack.stop();
  expect((await readdir(place.stackFolder)).filter((name) => name.startsWith('database'))).toEqual([
    'database',
  ]);
  await place.remove();
}, 60_000);
