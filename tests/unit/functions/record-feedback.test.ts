import { beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { recordFeedbackResponseSchema } from '../../../shared/contracts/record-feedback.ts';
import { createPersonVerifier } from '../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createRecordFeedbackHandler } from '../../../supabase/functions/record-feedback/handler.ts';
import { collectLog } from './support/collect-log.ts';
import { createSigner, personId } from './support/create-signer.ts';
import { createFakeSupabase, type FakeAnswer, supabaseUrl } from './support/fake-supabase.ts';
import { postJson } from './support/post-json.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
});

const firstId = 'aaaaaaaa-1111-4111-8111-111111111111';
const secondId = 'bbbbbbbb-2222-4222-8222-222222222222';
const now = new Date('2026-11-23T12:00:00Z');

const event = (event_id: string, occurred_at = '2026-11-23T11:59:00Z') => {
  return { event_id, item_id: 1, kind: 'like', occurred_at };
};

function setUp(answer: () => FakeAnswer) {
  const { log, lines } = collectLog();
  const supabase = createFakeSupabase({ functions: { record_feedback: answer } });
  const handler = createRecordFeedbackHandler({
    client: supabase.client,
    verifyPerson: createPersonVerifier({ supabaseUrl, jwks: signer.jwks }),
    log,
    now: () => now,
  });
  return { ...supabase, handler, lines };
}

describe('record-feedback', () => {
  test('stores events for the person of the token and answers in the order sent', async () => {
    const { handler, calls, lines } = setUp(() => ({
      body: [
        { event_id: secondId, outcome: 'unknown_item' },
        { event_id: firstId, outcome: 'accepted' },
      ],
    }));
    const events = [event(firstId), { ...event(secondId), kind: 'nope', request_id: secondId }];
    const response = await handler(postJson({ events }, token));
    expect(response.status).toBe(200);
    const body = recordFeedbackResponseSchema.parse(await response.json());
    expect(body.events).toEqual([
      { event_id: firstId, outcome: 'accepted' },
      { event_id: secondId, outcome: 'unknown_item' },
    ]);
    expect(calls).toEqual([
      { name: 'record_feedback', parameters: { p_person: personId, p_events: events } },
    ]);
    expect(lines).toMatchObject([{ function: 'record-feedback', status: 200, events: 2 }]);
    for (const secret of [personId, firstId, token]) expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test('calls an id that comes twice in a batch a duplicate, in whatever case it is written', async () => {
    const { handler } = setUp(() => ({ body: [{ event_id: firstId, outcome: 'accepted' }] }));
    const events = [event(firstId), event(firstId.toUpperCase())];
    const { events: outcomes } = await (await handler(postJson({ events }, token))).json();
    expect(outcomes).toEqual([
      { event_id: firstId, outcome: 'accepted' },
      { event_id: firstId.toUpperCase(), outcome: 'duplicate' },
    ]);
  });

  test.each([
    // 5 minutes ahead and 30 days back are the last that pass.
    ['2026-11-23T12:05:00Z', null],
    ['2026-11-23T12:05:00.001Z', 'it lies more than 5 minutes in the future'],
    ['2026-11-23T21:05:00.001+09:00', 'it lies more than 5 minutes in the future'],
    ['2026-10-24T12:00:00Z', null],
    ['2026-10-24T11:59:59.999Z', 'it lies more than 30 days back'],
  ])('of an event at %s says %s', async (occurredAt, problem) => {
    const { handler, calls } = setUp(() => ({
      body: [firstId, secondId].map((event_id) => ({ event_id, outcome: 'accepted' })),
    }));
    const response = await handler(
      postJson({ events: [event(firstId), event(secondId, occurredAt)] }, token),
    );
    if (problem === null) {
      expect(response.status).toBe(200);
      return;
    }
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(await response.json()).error).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'events.1.occurred_at',
      message: expect.stringContaining(problem),
    });
    expect(calls).toEqual([]);
  });

  test('refuses more than 100 events', async () => {
    const { handler } = setUp(() => ({ body: [] }));
    const events = Array.from({ length: 101 }, () => event(firstId));
    const { error } = errorBodySchema.parse(await (await handler(postJson({ events }, token))).json());
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', field: 'events' });
  });

  test.each<[FakeAnswer, number, string]>([
    [
      { status: 403, body: { code: 'PT403', message: 'ADULT_CONFIRMATION_REQUIRED' } },
      403,
      'ADULT_CONFIRMATION_REQUIRED',
    ],
    [{ status: 503, body: { code: '53300', message: 'too many' } }, 503, 'DATABASE_UNAVAILABLE'],
    [{ status: 400, body: { code: '22P02', message: 'invalid input' } }, 500, 'INTERNAL'],
    [{ body: [{ event_id: firstId, outcome: 'eaten' }] }, 500, 'INTERNAL'],
    [{ body: [] }, 500, 'INTERNAL'],
  ])('answers %j with %i %s', async (answer, status, code) => {
    const { handler } = setUp(() => answer);
    const response = await handler(postJson({ events: [event(firstId)] }, token));
    expect(response.status).toBe(status);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe(code);
  });

  test('refuses a request without a person', async () => {
    const { handler, calls } = setUp(() => ({ body: [] }));
    expect((await handler(postJson({ events: [event(firstId)] }))).status).toBe(401);
    expect(calls).toEqual([]);
  });
});
