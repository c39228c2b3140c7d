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

const event = (event_id: string, occurred_at = '2026-11-23T11:59:00.000Z') => {
  return { event_id, item_id: 1, kind: 'like', occurred_at };
};

function setUp(answer: () => FakeAnswer) {
  const { log, lines } = collectLog();
  const supabase = createFakeSupabase({ functions: { take_events: answer } });
  const handler = createRecordFeedbackHandler({
    client: supabase.client,
    verifyPerson: createPersonVerifier({ supabaseUrl, jwks: signer.jwks }),
    log,
    count: () => {},
    addressHeader: 'cf-connecting-ip',
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
    const parameters = { p_person: personId, p_events: events, p_address: '192.0.2.7' };
    expect(calls).toEqual([{ name: 'take_events', parameters }]);
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
    ['2026-11-23T12:05:00.001Z', 'TOO_EARLY'],
    ['2026-11-23T21:05:00.001+09:00', 'TOO_EARLY'],
    ['2026-10-24T12:00:00Z', null],
    ['2026-10-24T11:59:59.999Z', 'TOO_OLD'],
  ])('of an event at %s says %s, and stores the others', async (occurredAt, code) => {
    const { handler, calls } = setUp(() => ({
      body: [firstId, secondId].map((event_id) => ({ event_id, outcome: 'accepted' })),
    }));
    const events = [event(firstId), event(secondId, occurredAt)];
    const response = await handler(postJson({ events }, token));
    expect(response.status).toBe(200);
    const body = recordFeedbackResponseSchema.parse(await response.json());
    const accepted = { event_id: firstId, outcome: 'accepted' };
    const second =
      code === null
        ? { event_id: secondId, outcome: 'accepted' }
        : { event_id: secondId, outcome: 'invalid', code, message: expect.stringContaining('occurred_at') };
    expect(body.events).toEqual([accepted, second]);
    const stored = code === null ? events : events.slice(0, 1);
    expect(calls[0]!.parameters.p_events).toEqual(
      stored.map((one) => ({ ...one, occurred_at: new Date(one.occurred_at).toISOString() })),
    );
  });

  test.each([
    // The device is an hour behind: what it calls 10:59 was 11:59.
    ['2026-11-23T11:00:00Z', '2026-11-23T10:59:00Z', '2026-11-23T11:59:00.000Z'],
    // Two years ahead.
    ['2028-11-23T12:00:00Z', '2028-11-23T11:59:00Z', '2026-11-23T11:59:00.000Z'],
    // Five seconds are the network's.
    ['2026-11-23T11:59:55Z', '2026-11-23T11:59:00Z', '2026-11-23T11:59:00.000Z'],
    [undefined, '2026-11-23T11:59:00Z', '2026-11-23T11:59:00.000Z'],
    // An offset that Postgres does not know.
    [undefined, '2026-11-24T07:59:00+20:00', '2026-11-23T11:59:00.000Z'],
  ])('sent at %s by its own clock, sets %s right to %s', async (sent_at, occurredAt, stored) => {
    const { handler, calls } = setUp(() => ({ body: [{ event_id: firstId, outcome: 'accepted' }] }));
    const response = await handler(postJson({ events: [event(firstId, occurredAt)], sent_at }, token));
    expect(response.status).toBe(200);
    expect(calls[0]!.parameters.p_events).toMatchObject([{ occurred_at: stored }]);
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
