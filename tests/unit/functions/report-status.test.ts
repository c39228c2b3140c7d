import type { SupabaseClient } from '@supabase/supabase-js';
import { describe, expect, test } from 'vitest';
import { openapiDocument } from '../../../shared/api/openapi-document.ts';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { reportStatusResponseSchema } from '../../../shared/contracts/report-status.ts';
import { createReportStatusHandler } from '../../../supabase/functions/report-status/handler.ts';
import { collectLog } from './support/collect-log.ts';
import { createFakeSupabase, type FakeAnswer } from './support/fake-supabase.ts';

const healthy = { model_version: 'v1', vector_count: 3, item_count: 3, popularity_refreshed_at: null };

function ask(answer: FakeAnswer | Promise<FakeAnswer>, method = 'GET'): Promise<Response> {
  const { client } = createFakeSupabase({ functions: { read_health: () => answer } });
  return handlerOf(client)(new Request('https://x.example', { method }));
}

function handlerOf(client: SupabaseClient, metricsToken: string | null = null) {
  const { log } = collectLog();
  return createReportStatusHandler({
    ...{ client, log, count: () => {}, addressHeader: 'x-real-ip', metricsToken },
  });
}

describe('report-status', () => {
  test.each([
    ['ok', {}],
    ['degraded', { model_version: null, vector_count: 0 }],
    // A version whose vectors are gone cannot serve anybody personally.
    ['degraded', { vector_count: 0 }],
    ['empty', { model_version: null, vector_count: 0, item_count: 0 }],
    ['empty', { item_count: 0 }],
  ])('is %s with %j', async (status, change) => {
    const health = { ...healthy, ...change };
    const response = await ask({ body: [health] });
    expect(response.status).toBe(200);
    const body = reportStatusResponseSchema.parse(await response.json());
    expect(body).toEqual({ ...health, status, request_id: response.headers.get('x-request-id') });
  });

  test.each<[string, () => FakeAnswer | Promise<FakeAnswer>]>([
    ['the network fails', () => Promise.reject(new TypeError('fetch failed'))],
    [
      'the gateway has no database',
      () => ({ status: 503, body: { code: 'PGRST001', message: 'no connection' } }),
    ],
  ])('is unavailable when %s', async (_name, answer) => {
    const response = await ask(answer());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('DATABASE_UNAVAILABLE');
  });

  test('serves the OpenAPI document without asking the database', async () => {
    const { client, calls } = createFakeSupabase({});
    const handler = handlerOf(client);
    const response = await handler(new Request('https://x.example/report-status/openapi.json'));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openapiDocument())));
    expect(calls).toEqual([]);
  });

  test('counts for the address that asks', async () => {
    const { client, calls } = createFakeSupabase({ functions: { read_health: () => ({ body: [healthy] }) } });
    const handler = handlerOf(client);
    await handler(new Request('https://x.example', { headers: { 'x-real-ip': '192.0.2.7' } }));
    expect(calls).toEqual([{ name: 'read_health', parameters: { p_address: '192.0.2.7' } }]);
  });

  test('answers GET only', async () => {
    expect((await ask({ body: [healthy] }, 'POST')).status).toBe(405);
  });

  describe('metrics', () => {
    const token = 'a-token-of-sixteen-characters';
    const measured = {
      ...{ latency_bounds_ms: [10], requests: [] },
      gauges: [{ name: 'active_models', labels: {}, value: 1 }],
    };
    function askMetrics(authorization: string | null, metricsToken: string | null) {
      const functions = { read_metrics: () => ({ body: measured }) };
      const { client, calls } = createFakeSupabase({ functions });
      const headers = authorization === null ? {} : { authorization };
      const request = new Request('https://x.example/report-status/metrics', { headers });
      return { calls, answer: handlerOf(client, metricsToken)(request) };
    }

    test('are told in one database call to who has the token', async () => {
      const { answer, calls } = askMetrics(`Bearer ${token}`, token);
      const response = await answer;
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(await response.text()).toMatch(/^matching_active_models 1$/m);
      expect(calls).toEqual([{ name: 'read_metrics', parameters: {} }]);
    });

    test.each([
      ['no token', null],
      ['another token', 'Bearer a-token-of-sixteen-characterS'],
      ['a part of it', 'Bearer a-token-of-sixteen'],
      ['more than it', `Bearer ${token}x`],
      ['another scheme', `Basic ${token}`],
    ])('are kept from who shows %s, without a database call', async (_name, authorization) => {
      const { answer, calls } = askMetrics(authorization, token);
      const response = await answer;
      expect(response.status).toBe(401);
      expect(errorBodySchema.parse(await response.json()).error.code).toBe('UNAUTHENTICATED');
      expect(calls).toEqual([]);
    });

    test('are not there where no token is set', async () => {
      const { answer, calls } = askMetrics('Bearer ', null);
      const response = await answer;
      expect(response.status).toBe(404);
      expect(errorBodySchema.parse(await response.json()).error.code).toBe('NOT_FOUND');
      expect(calls).toEqual([]);
    });
  });
});
