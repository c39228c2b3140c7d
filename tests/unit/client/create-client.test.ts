import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/client/api-error.ts';
import { createClient } from '../../../shared/client/create-client.ts';
import { catchError } from '../train/support/catch-error.ts';

const status = {
  ...{ request_id: 'a57a1a3e-90a2-4a4c-9c5b-7a4d0d0b8f11', status: 'ok', model_version: 'v1' },
  ...{ vector_count: 1, item_count: 1, popularity_refreshed_at: null },
};

function setUp(answer: Response | Error) {
  const sent: Request[] = [];
  const client = createClient({
    url: 'https://project.example/',
    key: 'sb_publishable_test',
    accessToken: () => Promise.resolve('person-token'),
    fetch: async (address, options) => {
      sent.push(new Request(address, options));
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { client, sent };
}

describe('createClient()', () => {
  it('sends the request with key and token and gives the parsed answer', async () => {
    const page = {
      ...{
        request_id: status.request_id,
        model_version: null,
        items: [],
        credits: [],
        experiments: [],
        degraded: [],
      },
      experiments: [],
      next_cursor: null,
    };
    const { client, sent } = setUp(Response.json(page));
    expect(await client.recommendItems({ limit: 5 })).toEqual(page);
    const [request] = sent;
    expect([request!.method, request!.url]).toEqual([
      'POST',
      'https://project.example/functions/v1/recommend-items',
    ]);
    expect(request!.headers.get('apikey')).toBe('sb_publishable_test');
    expect(request!.headers.get('authorization')).toBe('Bearer person-token');
    expect(await request!.json()).toEqual({ limit: 5 });
  });

  it('asks without a person where none is needed', async () => {
    const { client, sent } = setUp(Response.json(status));
    expect(await client.reportStatus()).toEqual(status);
    expect([sent[0]!.method, sent[0]!.headers.get('authorization')]).toEqual(['GET', null]);
  });

  it('throws what the service says, with the time to wait', async () => {
    const error = { code: 'DATABASE_UNAVAILABLE', message: 'Later', request_id: status.request_id };
    const { client } = setUp(Response.json({ error }, { status: 503, headers: { 'retry-after': '5' } }));
    const thrown = await catchError(() => client.reportStatus());
    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({
      ...{ code: 'DATABASE_UNAVAILABLE', status: 503, message: 'Later' },
      ...{ requestId: status.request_id, retryAfterSeconds: 5, field: undefined },
    });
  });

  it.each<[string, number, Response | Error]>([
    ['NO_ANSWER', 0, new TypeError('fetch failed')],
    ['BAD_ANSWER', 502, new Response('<html>', { status: 502 })],
    ['BAD_ANSWER', 200, Response.json({ status: 'fine' })],
  ])('throws %s with status %i', async (code, httpStatus, answer) => {
    const thrown = await catchError(() => setUp(answer).client.reportStatus());
    expect(thrown).toMatchObject({ name: 'ApiError', code, status: httpStatus });
  });
});
