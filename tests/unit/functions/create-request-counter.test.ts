import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createBackground } from '../../../supabase/functions/_lib/background/create-background.ts';
import { createRequestCounter } from '../../../supabase/functions/_lib/metrics/create-request-counter.ts';
import type { FinishedRequest } from '../../../supabase/functions/_lib/metrics/finished-request.ts';
import type { RequestRow } from '../../../supabase/functions/_lib/metrics/request-window.ts';
import { collectLog } from './support/collect-log.ts';

const page: FinishedRequest = {
  ...{ functionName: 'recommend-items', status: 200, code: '', durationMs: 40 },
  ...{ modelVersion: 'v1', degraded: [] },
};

/** A counter whose windows end when the test says so. */
function setUp({ fails = () => false }: { fails?: () => boolean } = {}) {
  const { log, lines } = collectLog();
  const background = createBackground({ log });
  const handedIn: RequestRow[][] = [];
  const windows: (() => void)[] = [];
  let now = new Date('2026-11-24T10:00:59.900Z');
  const counter = createRequestCounter({
    background,
    record: async (rows) => {
      if (fails()) throw new AppError('DATABASE_UNAVAILABLE', 'no database');
      handedIn.push(structuredClone(rows));
    },
    pause: () => new Promise((resolve) => windows.push(resolve)),
    now: () => now,
  });
  /** Lets the background task begin, which is a turn of the event loop later, and ends its window. */
  const endWindow = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    windows.shift()!();
    await background.idle();
  };
  return {
    counter,
    handedIn,
    windows,
    lines,
    background,
    endWindow,
    setTime: (at: string) => (now = new Date(at)),
  };
}

/** Of 14 buckets, all but these are empty. */
const buckets = (filled: Record<number, number>) =>
  Array.from({ length: 14 }, (_, place) => filled[place] ?? 0);

describe('createRequestCounter()', () => {
  test('hands in one window in one call: a row for what differs, everything else added up', async () => {
    const { counter, handedIn, endWindow, setTime } = setUp();
    counter.count(page);
    counter.count({ ...page, durationMs: 60 });
    counter.count({ ...page, status: 429, code: 'RATE_LIMITED', modelVersion: null, durationMs: 2 });
    counter.count({ ...page, degraded: ['MODEL_MISSING', 'DATABASE_SLOW', 'MODEL_MISSING'] });
    setTime('2026-11-24T10:01:00.100Z');
    counter.count(page);
    await endWindow();
    const usual = {
      function_name: 'recommend-items',
      model_version: 'v1',
      status: 200,
      code: '',
      degraded: '',
    };
    const minute = '2026-11-24T10:00:00.000Z';
    // Bounds are 10, 25, 50, 100, …: 40 ms go to the third bucket, 60 to the fourth, 2 to the first.
    expect(handedIn).toEqual([
      [
        { minute, ...usual, requests: 2, duration_ms_sum: 100, buckets: buckets({ 2: 1, 3: 1 }) },
        {
          ...{ minute, ...usual, model_version: '', status: 429, code: 'RATE_LIMITED' },
          ...{ requests: 1, duration_ms_sum: 2, buckets: buckets({ 0: 1 }) },
        },
        {
          ...{ minute, ...usual, degraded: 'DATABASE_SLOW,MODEL_MISSING' },
          ...{ requests: 1, duration_ms_sum: 40, buckets: buckets({ 2: 1 }) },
        },
        {
          ...{ minute: '2026-11-24T10:01:00.000Z', ...usual },
          ...{ requests: 1, duration_ms_sum: 40, buckets: buckets({ 2: 1 }) },
        },
      ],
    ]);
  });

  test.each([
    [10, 0],
    [10.1, 1],
    [10_000, 12],
    [10_000.1, 13],
  ])('%d ms belong to bucket %i', async (durationMs, place) => {
    const { counter, handedIn, endWindow } = setUp();
    counter.count({ ...page, durationMs });
    await endWindow();
    expect(handedIn[0]![0]!.buckets).toEqual(buckets({ [place]: 1 }));
  });

  test('asks nothing of the database while no request comes', async () => {
    const { counter, handedIn, windows, endWindow, background } = setUp();
    counter.count(page);
    await endWindow();
    await background.idle();
    expect([handedIn.length, windows.length]).toEqual([1, 0]);
    counter.count(page);
    await endWindow();
    expect(handedIn.map((rows) => rows.map(({ requests }) => requests))).toEqual([[1], [1]]);
  });

  test('keeps what could not be handed in for the next window, and logs each failure once', async () => {
    let broken = true;
    const { counter, handedIn, lines, endWindow } = setUp({ fails: () => broken });
    counter.count(page);
    counter.count({ ...page, functionName: 'find-items' });
    await endWindow();
    expect(lines).toMatchObject([{ level: 'error', task: 'record-requests', code: 'DATABASE_UNAVAILABLE' }]);
    broken = false;
    counter.count(page);
    await endWindow();
    expect(
      handedIn.map((rows) => rows.map((row) => [row.function_name, row.requests, row.duration_ms_sum])),
    ).toEqual([
      [
        ['recommend-items', 2, 80],
        ['find-items', 1, 40],
      ],
    ]);
    expect(lines).toHaveLength(1);
  });

  test('keeps no more than 500 rows while nothing can be handed in', async () => {
    let broken = true;
    const { counter, handedIn, endWindow } = setUp({ fails: () => broken });
    for (let n = 0; n < 600; n++) counter.count({ ...page, code: `CODE_${n}` });
    await endWindow();
    broken = false;
    counter.count(page);
    await endWindow();
    // And the one that came after them.
    expect(handedIn[0]).toHaveLength(501);
  });

  test('hands in at once when the worker ends', async () => {
    const { counter, handedIn, background, windows } = setUp();
    counter.count(page);
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    expect([windows.length, handedIn.length]).toEqual([1, 0]);
    counter.end();
    // Not waited for any more.
    counter.count(page);
    await background.idle();
    expect(handedIn.map((rows) => rows.map(({ requests }) => requests))).toEqual([[2]]);
    counter.count(page);
    await background.idle();
    expect(handedIn).toHaveLength(2);
  });
});
