import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import {
  type DmmFixtureServer,
  type Fault,
  startDmmFixtureServer,
} from '../../support/dmm-fixture-server/start-dmm-fixture-server.ts';
import { testClient } from './test-client.ts';

const page = { site: 'FANZA', service: 'digital', floor: 'videoa', sort: 'date', hits: 100, offset: 1 };
let server: DmmFixtureServer;

beforeAll(async () => {
  const catalogue = createFixtureCatalogue({ seed: 1, items: { videoa: 130, videoc: 5 } });
  server = await startDmmFixtureServer({ catalogue });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
  server.fault = () => undefined;
});

/** The first requests fail in these ways, one each. */
function failFirst(...faults: Fault[]): void {
  server.fault = ({ number }) => faults[number - 1];
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('createDmmClient()', () => {
  it('reads pages of items, counts as numbers', async () => {
    const client = testClient(server);
    const first = await client.itemList(page);
    expect([first.result.total_count, first.result.items.length]).toEqual([130, 100]);
    const second = await client.itemList({ ...page, offset: 101 });
    // 130 items at 100 a page leave 30.
    expect(second.result.items).toHaveLength(30);
  });

  it('reads the lists of names, whose counts are texts', async () => {
    const client = testClient(server);
    const genres = await client.genreSearch({ floor_id: 43, hits: 500, offset: 1 });
    expect([genres.result.total_count, genres.result.terms.length]).toEqual([30, 30]);
    const makers = await client.makerSearch({ floor_id: 43, hits: 500, offset: 1 });
    expect([makers.result.total_count, makers.result.terms.length]).toEqual([12, 12]);
    const series = await client.seriesSearch({ floor_id: 43, hits: 500, offset: 1 });
    expect([series.result.total_count, series.result.terms.length]).toEqual([20, 20]);
    const performers = await client.actressSearch({ hits: 100, offset: 101 });
    expect([performers.result.total_count, performers.result.terms.length]).toEqual([120, 20]);
    const floors = await client.floorList();
    expect(floors.result.site[0]!.service[0]!.floor.map(({ code, id }) => [code, id])).toEqual([
      ['videoa', '43'],
      ['videoc', '44'],
    ]);
  });

  it.each<[string, Fault]>([
    ['a server error', { status: 503 }],
    ['too many requests', { status: 429 }],
    ['a truncated answer', 'truncated'],
    ['a page of HTML', 'html'],
    ['a reset connection', 'reset'],
    ['an answer that never comes', 'silence'],
    ['items that are no list', { body: { result: { status: 200, total_count: 3, items: null } } }],
    ['a result of another status', { body: { result: { status: 500, message: 'oops' } } }],
  ])('asks again after %s', async (_, fault) => {
    failFirst(fault, fault);
    const answer = await testClient(server, { timeoutMs: 300 }).itemList(page);
    expect(answer.result.items).toHaveLength(100);
    expect(server.seen).toHaveLength(3);
  });

  it('gives up after its retries with SOURCE_UNAVAILABLE, saying what was wrong', async () => {
    server.fault = () => 'truncated';
    const error = await failure(testClient(server).itemList(page));
    expect(error.code).toBe('SOURCE_UNAVAILABLE');
    expect(error.message).toContain('cut off');
    // One attempt and three retries.
    expect(server.seen).toHaveLength(4);
  });

  it('sends nothing for a while after ten failures in a row', async () => {
    server.fault = () => ({ status: 500 });
    const client = testClient(server);
    // Four attempts a call: the breaker opens at the tenth, in the third call.
    for (let call = 0; call < 5; call++) {
      expect((await failure(client.itemList(page))).code).toBe('SOURCE_UNAVAILABLE');
    }
    expect(server.seen).toHaveLength(10);
  });

  it('takes a refusal of the first request for wrong settings and does not repeat it', async () => {
    failFirst('quota');
    const error = await failure(testClient(server).itemList(page));
    expect(error.code).toBe('SOURCE_REFUSED');
    expect(error.message).toContain('naming api_id');
    expect(error.hint).toContain('DMM_AFFILIATE_ID');
    expect(server.seen).toHaveLength(1);
  });

  it('takes the same refusal for an exhausted quota once credentials have worked, and stops sending', async () => {
    const client = testClient(server);
    await client.floorList();
    server.fault = () => 'quota';
    const error = await failure(client.itemList(page));
    expect(error.code).toBe('SOURCE_QUOTA_EXHAUSTED');
    expect((await failure(client.floorList())).code).toBe('SOURCE_QUOTA_EXHAUSTED');
    expect(server.seen).toHaveLength(2);
  });

  it('takes a refusal of a request like one that worked for an exhausted quota', async () => {
    const client = testClient(server);
    await client.itemList(page);
    const body = { result: { status: 400, message: 'BAD REQUEST', errors: { offset: 'Invalid' } } };
    server.fault = () => ({ body });
    expect((await failure(client.itemList({ ...page, offset: 101 }))).code).toBe('SOURCE_QUOTA_EXHAUSTED');
  });

  it('still takes a refusal that names another parameter of another kind of request for what it says', async () => {
    const client = testClient(server);
    await client.itemList(page);
    const error = await failure(client.itemList({ ...page, floor: 'nosuch' }));
    expect([error.code, error.details]).toMatchObject(['SOURCE_REFUSED', { parameters: ['floor'] }]);
  });

  it('sends one request a second by default, over all methods, retries too', async () => {
    let now = 5000;
    const slept: number[] = [];
    const clock = {
      nowMs: () => now,
      async sleep(ms: number) {
        slept.push(ms);
        now += ms;
      },
    };
    const { account, baseUrl } = server;
    const { createDmmClient } = await import('../../../batch/ingest/dmm/client/create-dmm-client.ts');
    const log = pino({ level: 'silent' });
    const recovery = { retries: 3, firstDelayMs: 1, maxDelayMs: 2 };
    const signal = new AbortController().signal;
    const client = createDmmClient({ ...account, baseUrl, clock, log, recovery, signal });
    failFirst({ status: 500 });
    await client.itemList(page); // turns at 5000 and, after the failure, at 6000
    now += 400;
    await client.floorList(); // turn at 7000: 600 after 6400
    now += 2500;
    await client.floorList(); // 9500 is later than 8000: no wait
    expect(slept).toEqual([1000, 600]);
  });

  it('ends at once when it is aborted while it waits for a retry', async () => {
    const controller = new AbortController();
    server.fault = () => ({ status: 500 });
    const recovery = { retries: 3, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
    const client = testClient(server, { signal: controller.signal, recovery });
    const asked = client.itemList(page);
    server.after = () => setImmediate(() => controller.abort(new Error('stopped by hand')));
    await expect(asked).rejects.toThrow('stopped by hand');
    server.after = () => undefined;
  });

  it('never shows its credentials: not in answers, errors or logs', async () => {
    let logged = '';
    const log = pino(
      { level: 'trace' },
      new Writable({
        write(chunk, _encoding, done) {
          logged += String(chunk);
          done();
        },
      }),
    );
    const client = testClient(server, { log });
    const answer = await client.itemList(page);
    expect(answer.body).toContain('{api_id}');
    server.fault = ({ number }) => (number % 2 === 0 ? 'reset' : 'truncated');
    const unavailable = await failure(client.itemList(page));
    server.fault = () => 'quota';
    const quota = await failure(client.itemList(page));
    const refused = await failure(testClient(server, { apiId: 'AnotherApiId99', log }).itemList(page));
    const texts = [answer, unavailable, quota, refused].map((shown) =>
      shown instanceof AppError
        ? JSON.stringify([shown.message, shown.hint, shown.details, shown.stack, String(shown.cause)])
        : JSON.stringify(shown),
    );
    expect(logged).not.toBe('');
    for (const text of [...texts, logged]) {
      expect(text).not.toMatch(/FixtureApiId1234|fixture-990|AnotherApiId99/);
    }
  });
});
