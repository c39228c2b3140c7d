import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { recordFeedbackRequestSchema } from '../../../shared/contracts/record-feedback.ts';
import { readJsonBody } from '../../../supabase/functions/_lib/http/read-json-body.ts';
import { postJson } from './support/post-json.ts';

const schema = z.strictObject({ limit: z.int().min(1).max(100).default(20) });

const event = {
  event_id: '11111111-1111-4111-8111-111111111111',
  item_id: 1,
  kind: 'like',
  occurred_at: '2026-11-01T00:00:00Z',
};

describe('readJsonBody()', () => {
  test('returns the parsed body with its defaults', async () => {
    expect(await readJsonBody(postJson({}), schema)).toEqual({ limit: 20 });
  });

  test.each([
    [schema, '', 'body', 'Cannot read the body: it is empty. Send a JSON object'],
    [schema, '{"limit":', 'body', 'Cannot read the body: it is not JSON in UTF-8. Send a JSON object'],
    [schema, '[]', 'body', 'Cannot accept body: received an empty list. Send one of type object'],
    [schema, '{"limit":"secret"}', 'limit', 'Cannot accept limit: received a text. Send one of type number'],
    [
      schema,
      '{"limit":1.5}',
      'limit',
      'Cannot accept limit: received a number with a fraction. Send a whole number',
    ],
    [
      schema,
      '{"limit":4711}',
      'limit',
      'Cannot accept limit: received a whole number. Send a number of at most 100',
    ],
    [
      schema,
      '{"limit":0}',
      'limit',
      'Cannot accept limit: received a whole number. Send a number of at least 1',
    ],
    [schema, '{"size":1}', 'size', 'Cannot accept size: there is no such field. Remove it'],
    [
      recordFeedbackRequestSchema,
      { events: [] },
      'events',
      'Cannot accept events: received an empty list. Send a list with a length of at least 1',
    ],
    [
      recordFeedbackRequestSchema,
      { events: [event, { ...event, kind: 'love' }] },
      'events.1.kind',
      'Cannot accept events.1.kind: received a text. Send "like" or "nope" or "undo" or "impression" or "play" or "open"',
    ],
    [
      recordFeedbackRequestSchema,
      { events: [{ ...event, event_id: 'nope' }] },
      'events.0.event_id',
      'Cannot accept events.0.event_id: received a text. Send a valid uuid',
    ],
    [
      recordFeedbackRequestSchema,
      { events: [{ ...event, occurred_at: '2026-11-01' }] },
      'events.0.occurred_at',
      'Cannot accept events.0.occurred_at: received a text. Send an ISO 8601 time with offset',
    ],
    [
      recordFeedbackRequestSchema,
      { events: [{ ...event, item_id: undefined }] },
      'events.0.item_id',
      'Cannot accept events.0.item_id: received nothing. Send one of type number',
    ],
    [
      recordFeedbackRequestSchema,
      { events: [{ ...event, person_id: 'x' }] },
      'events.0.person_id',
      'Cannot accept events.0.person_id: there is no such field. Remove it',
    ],
  ])('of %# names the field and the kind', async (form, body, field, message) => {
    await expect(readJsonBody(postJson(body), form as z.ZodType)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      status: 400,
      message,
      details: { field },
    });
  });

  test('refuses bytes that are not UTF-8', async () => {
    const request = new Request('https://x.example', {
      method: 'POST',
      body: Uint8Array.of(0x22, 0xff, 0x22),
    });
    await expect(readJsonBody(request, z.string())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('takes a body of exactly the limit', async () => {
    expect(await readJsonBody(postJson('"1234567"'), z.string(), 9)).toBe('1234567');
  });

  test('refuses one byte more', async () => {
    await expect(readJsonBody(postJson('"12345678"'), z.string(), 9)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
      status: 413,
    });
  });

  test('stops reading an endless body', async () => {
    let sent = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(new Uint8Array(1024));
      },
      cancel() {
        cancelled = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    await expect(readJsonBody(new Request('https://x.example', init), z.string())).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
    });
    expect(cancelled).toBe(true);
    // 64 KB are 64 chunks, one more breaks the limit; streams read a little ahead.
    expect(sent).toBeLessThan(70);
  });
});
