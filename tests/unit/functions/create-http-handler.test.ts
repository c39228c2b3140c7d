import { describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createHttpHandler } from '../../../supabase/functions/_lib/http/create-http-handler.ts';
import { PlainText } from '../../../supabase/functions/_lib/http/plain-text.ts';
import type { FinishedRequest } from '../../../supabase/functions/_lib/metrics/finished-request.ts';
import { collectLog } from './support/collect-log.ts';
import { postJson } from './support/post-json.ts';

function handlerThat(handle: Parameters<typeof createHttpHandler>[0]['handle']) {
  const { log, lines } = collectLog();
  const counted: FinishedRequest[] = [];
  const count = (request: FinishedRequest) => void counted.push(request);
  return {
    ...{ lines, counted },
    handler: createHttpHandler({ functionName: 'some-function', method: 'POST', log, count, handle }),
  };
}

describe('createHttpHandler()', () => {
  test('answers with the body, a request id and CORS headers, and logs one line', async () => {
    const { handler, lines } = handlerThat(async (_request, { requestId }) => ({
      body: { request_id: requestId },
      logFields: { items: 3 },
    }));
    const response = await handler(postJson({}));
    expect(response.status).toBe(200);
    const { request_id } = await response.json();
    expect(response.headers.get('x-request-id')).toBe(request_id);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(lines).toEqual([
      {
        level: 'info',
        request_id,
        function: 'some-function',
        status: 200,
        code: 'OK',
        duration_ms: expect.any(Number),
        items: 3,
      },
    ]);
  });

  test('answers a preflight without running the endpoint', async () => {
    const { handler } = handlerThat(() => Promise.reject(new Error('must not run')));
    const response = await handler(new Request('https://x.example', { method: 'OPTIONS' }));
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  test('refuses another method', async () => {
    const { handler } = handlerThat(() => Promise.reject(new Error('must not run')));
    const response = await handler(new Request('https://x.example'));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('METHOD_NOT_ALLOWED');
  });

  test('answers an expected failure with its code, status and field', async () => {
    const { handler, lines } = handlerThat(async () => {
      throw new AppError('INVALID_REQUEST', 'Cannot accept limit', { details: { field: 'limit', other: 1 } });
    });
    const response = await handler(postJson({}));
    expect(response.status).toBe(400);
    const request_id = response.headers.get('x-request-id');
    expect(await response.json()).toEqual({
      error: { code: 'INVALID_REQUEST', message: 'Cannot accept limit', field: 'limit', request_id },
    });
    expect(lines).toMatchObject([{ level: 'info', status: 400, code: 'INVALID_REQUEST', request_id }]);
  });

  test('asks to retry what is unavailable', async () => {
    const { handler } = handlerThat(async () => {
      throw new AppError('DATABASE_UNAVAILABLE', 'Cannot reach the database');
    });
    const response = await handler(postJson({}));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
  });

  test('says when there is room again, and lets a browser read it', async () => {
    const { handler } = handlerThat(async () => {
      throw new AppError('RATE_LIMITED', 'Cannot answer so many', { details: { retryAfterSeconds: 12 } });
    });
    const response = await handler(postJson({}));
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('12');
    expect(response.headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
  });

  test('tells nothing of an unexpected failure to the client, and no message to the log', async () => {
    const { handler, lines } = handlerThat(async () => {
      throw new TypeError('the value "secret" of somebody');
    });
    const response = await handler(postJson({}));
    expect(response.status).toBe(500);
    const { error } = errorBodySchema.parse(await response.json());
    expect(error.code).toBe('INTERNAL');
    expect(error.message).toBe('Something failed on our side. Report the request_id if it lasts');
    expect(lines).toMatchObject([
      {
        level: 'error',
        status: 500,
        code: 'INTERNAL',
        failure: { name: 'AppError', cause: { name: 'TypeError' } },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(JSON.stringify(lines)).toContain('create-http-handler.test.ts');
  });

  test('sends plain text as it is', async () => {
    const { handler } = handlerThat(async () => ({ body: new PlainText('up 1\n', 'text/plain') }));
    const response = await handler(postJson({}));
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('up 1\n');
  });

  test('counts what was answered, with the version that did and what it did without', async () => {
    const known = { modelVersion: 'v1', degraded: ['DATABASE_SLOW'] };
    const personal = handlerThat(async (_, { served }) => {
      Object.assign(served, known);
      return { body: {} };
    });
    await personal.handler(postJson({}));
    const usual = { functionName: 'some-function', durationMs: expect.any(Number) };
    expect(personal.counted).toEqual([{ ...usual, status: 200, code: '', ...known }]);
    const plain = handlerThat(async () => ({ body: {} }));
    await plain.handler(postJson({}));
    expect(plain.counted).toEqual([{ ...usual, status: 200, code: '', modelVersion: null, degraded: [] }]);
  });

  test('counts what failed with the version that was to answer', async () => {
    const { handler, counted } = handlerThat(async (_, { served }) => {
      served.modelVersion = 'v1';
      throw new AppError('DATABASE_UNAVAILABLE', 'gone');
    });
    await handler(postJson({}));
    expect(counted).toMatchObject([{ status: 503, code: 'DATABASE_UNAVAILABLE', modelVersion: 'v1' }]);
  });

  test('counts what was refused and what failed, and no preflight', async () => {
    const { handler, counted } = handlerThat(async () => {
      throw new TypeError('unexpected');
    });
    await handler(postJson({}));
    await handler(new Request('https://x.example'));
    await handler(new Request('https://x.example', { method: 'OPTIONS' }));
    expect(counted).toMatchObject([
      { status: 500, code: 'INTERNAL', modelVersion: null, degraded: [] },
      { status: 405, code: 'METHOD_NOT_ALLOWED', modelVersion: null, degraded: [] },
    ]);
  });
});
