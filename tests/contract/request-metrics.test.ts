import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { latencyBoundsMs } from '../../supabase/functions/_lib/metrics/latency-bounds-ms.ts';
import type { RequestRow } from '../../supabase/functions/_lib/metrics/request-window.ts';
import type { ServiceMetrics } from '../../supabase/functions/_lib/rpc/read-metrics.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { openDatabase } from './support/open-database.ts';

const minute = '2026-11-24T10:00:00.000Z';
/** Of 14 buckets, all but these are empty. */
const buckets = (filled: Record<number, number>) =>
  Array.from({ length: 14 }, (_, place) => filled[place] ?? 0);
const row: RequestRow = {
  ...{ minute, function_name: 'recommend-items', model_version: 'v1', status: 200, code: '', degraded: '' },
  ...{ requests: 2, duration_ms_sum: 50.5, buckets: buckets({ 1: 1, 13: 1 }) },
};

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
  }, 120_000);
  afterAll(() => database?.close());
  beforeEach(() => database.exec('begin'));
  afterEach(() => database.exec('rollback'));

  const record = (...rows: RequestRow[]) =>
    callFunction(database, 'record_requests', { p_rows: JSON.stringify(rows) });
  const minutes = async () => {
    const { rows } = await database.query<RequestRow>(
      `select to_char(minute at time zone 'utc', 'YYYY-MM-DD HH24:MI') as minute, requests::integer, duration_ms_sum, buckets::integer[]
       from app.request_metrics order by request_metrics.minute`,
    );
    return rows;
  };
  const totals = async () => {
    const [metrics] = await callFunction(database, 'read_metrics');
    return (metrics as ServiceMetrics).requests;
  };

  test('the bounds of the buckets are those that the functions count by', async () => {
    const { rows } = await database.query<{ bounds: number[] }>('select app.latency_bounds_ms() as bounds');
    expect(rows[0]!.bounds).toEqual([...latencyBoundsMs]);
  });

  test('what workers hand in adds up, by minute and in total', async () => {
    await record(row);
    await record(
      { ...row, requests: 1, duration_ms_sum: 9.5, buckets: buckets({ 0: 1 }) },
      { ...row, minute: '2026-11-24T10:01:00.000Z' },
    );
    // 2 + 1 requests in the first minute, 2 in the second.
    expect(await minutes()).toEqual([
      {
        minute: '2026-11-24 10:00',
        requests: 3,
        duration_ms_sum: 60,
        buckets: buckets({ 0: 1, 1: 1, 13: 1 }),
      },
      { minute: '2026-11-24 10:01', requests: 2, duration_ms_sum: 50.5, buckets: buckets({ 1: 1, 13: 1 }) },
    ]);
    const { minute: _, ...all } = row;
    expect(await totals()).toEqual([
      { ...all, requests: 5, duration_ms_sum: 110.5, buckets: buckets({ 0: 1, 1: 2, 13: 2 }) },
    ]);
  });

  test('a window with two minutes of one kind adds both to its total', async () => {
    await record(row, { ...row, minute: '2026-11-24T10:01:00.000Z', buckets: buckets({ 2: 2 }) });
    expect(await totals()).toMatchObject([
      { requests: 4, duration_ms_sum: 101, buckets: buckets({ 1: 1, 2: 2, 13: 1 }) },
    ]);
  });

  test.each([
    ['function_name', 'find-items'],
    ['model_version', ''],
    ['status', 503],
    ['code', 'DATABASE_SLOW'],
    ['degraded', 'MODEL_LOADING'],
  ])('another %s is counted on its own', async (column, value) => {
    await record(row, { ...row, [column]: value });
    expect((await totals()).map(({ requests }) => requests)).toEqual([2, 2]);
    expect(await minutes()).toHaveLength(2);
  });

  test('buckets of another number than there are bounds are refused', async () => {
    // Not as the service role, which could not be given back in a transaction that failed.
    const call = database.query('select public.record_requests($1)', [
      JSON.stringify([{ ...row, buckets: [2] }]),
    ]);
    await expect(call).rejects.toMatchObject({ code: '23514' });
  });

  test('minutes are deleted after 14 days, and no total falls', async () => {
    const old = new Date(Date.now() - 15 * 86_400_000).toISOString();
    const young = new Date(Date.now() - 13 * 86_400_000).toISOString();
    await record({ ...row, minute: old }, { ...row, minute: young });
    await database.query('select app.clear_request_metrics()');
    expect(await minutes()).toHaveLength(1);
    expect(await totals()).toMatchObject([{ requests: 4 }]);
  });

  test('a version that answers no more is left out after 14 days; what no version answered stays', async () => {
    const old = new Date(Date.now() - 15 * 86_400_000).toISOString();
    await record({ ...row, minute: old }, { ...row, minute: old, model_version: '' });
    expect(await totals()).toMatchObject([{ model_version: '' }]);
    await record({ ...row, minute: new Date().toISOString() });
    // The two of before count again.
    expect(await totals()).toMatchObject([{ model_version: '' }, { model_version: 'v1', requests: 4 }]);
  });
});
