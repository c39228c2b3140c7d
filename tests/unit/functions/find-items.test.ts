import { beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { findItemsResponseSchema } from '../../../shared/contracts/find-items.ts';
import { createPersonVerifier } from '../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createFindItemsHandler } from '../../../supabase/functions/find-items/handler.ts';
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

const credit = { text: 'Powered by First', url: 'https://first.example/' };

/** Rows 1 to count, best first. */
function rowsOf(count: number, fields: object = {}) {
  return Array.from({ length: count }, (_, index) => ({
    item_id: index + 1,
    score: 10.25 - index,
    personal_similarity: null as number | null,
    as_of: '2026-11-20T10:00:00.123456+00:00',
    vector_version: 'test-1' as string | null,
    active_version: 'test-1' as string | null,
    external_id: `x${index + 1}`,
    title: `Title ${index + 1}`,
    maker: 'Maker',
    series: null,
    performers: ['p'],
    tags: ['t'],
    released_at: '2024-01-01T00:00:00+00:00',
    duration_minutes: 120,
    price_yen: null,
    credits: [credit],
    ...fields,
  }));
}

function setUp(answer: (parameters: Record<string, unknown>) => FakeAnswer) {
  const supabase = createFakeSupabase({ functions: { look_up_items: answer } });
  const { log, lines } = collectLog();
  const verifyPerson = createPersonVerifier({ supabaseUrl, jwks: signer.jwks });
  const handler = createFindItemsHandler({
    client: supabase.client,
    verifyPerson,
    log,
    count: () => {},
    addressHeader: 'cf-connecting-ip',
  });
  const find = async (body: object) => {
    const response = await handler(postJson(body, token));
    expect(response.status).toBe(200);
    return findItemsResponseSchema.parse(await response.json());
  };
  const refuse = async (body: object) => {
    const response = await handler(postJson(body, token));
    const { code, field } = errorBodySchema.parse(await response.json()).error;
    return [response.status, code, field];
  };
  return { ...supabase, handler, lines, find, refuse };
}

describe('find-items', () => {
  test.each([
    [{ by: 'similar', item_id: 7 }, { p_item: 7 }],
    [{ by: 'popular', include_seen: true }, { p_include_seen: true }],
    [{ by: 'trending' }, { p_window_days: 7 }],
    [{ by: 'latest', personal: true }, { p_personal: true }],
    [{ by: 'search', query: ' 温泉 ' }, { p_query: '温泉' }],
  ])('%j makes one database call, for the person of the token', async (request, parameters) => {
    const { find, calls } = setUp(() => ({ body: [] }));
    expect(await find(request)).toMatchObject({ items: [], credits: [], next_cursor: null, degraded: [] });
    const usual = {
      p_person: personId,
      p_address: '192.0.2.7',
      p_by: request.by,
      p_limit: 21,
      p_include_seen: false,
      p_personal: false,
    };
    expect(calls).toEqual([{ name: 'look_up_items', parameters: { ...usual, ...parameters } }]);
  });

  test('presents a page, and asks for the next one from where it ended', async () => {
    const { find, calls, lines } = setUp(() => ({ body: rowsOf(3) }));
    const page = await find({ by: 'popular', limit: 2 });
    // The third row only says that there is another page.
    expect(page.items.map(({ id, position, score, source }) => [id, position, score, source])).toEqual([
      [1, 0, 10.25, 'popular'],
      [2, 1, 9.25, 'popular'],
    ]);
    expect(page.credits).toEqual([credit]);
    expect(page.next_cursor).toMatch(/^[\w-]+$/);
    await find({ by: 'popular', limit: 2, cursor: page.next_cursor });
    expect(calls[1]!.parameters).toMatchObject({
      p_limit: 3,
      p_after_score: 9.25,
      p_after_item: 2,
      p_as_of: '2026-11-20T10:00:00.123456+00:00',
      p_vector_version: 'test-1',
    });
    expect(lines[0]).toMatchObject({ function: 'find-items', status: 200, by: 'popular', items: 2 });
  });

  test('the last page has no cursor', async () => {
    const { find } = setUp(() => ({ body: rowsOf(2) }));
    expect((await find({ by: 'popular', limit: 2 })).next_cursor).toBeNull();
  });

  test('personal order is within the page: its cursor is that of the order without', async () => {
    const rows = rowsOf(5);
    for (const [index, similarity] of [null, 0.1, null, 0.9, 1].entries())
      rows[index]!.personal_similarity = similarity;
    const { find } = setUp(() => ({ body: rows }));
    const plain = await find({ by: 'popular', limit: 4 });
    const page = await find({ by: 'popular', limit: 4, personal: true });
    expect(page.items.map(({ id, position }) => [id, position])).toEqual([
      [4, 0],
      [2, 1],
      [1, 2],
      [3, 3],
    ]);
    expect(page.next_cursor).toBe(plain.next_cursor);
    expect(page.degraded).toEqual([]);
  });

  test.each([
    [{ by: 'similar', item_id: 1 }, {}, []],
    [{ by: 'similar', item_id: 1 }, { vector_version: null }, ['does not know the item']],
    [
      { by: 'similar', item_id: 1 },
      { vector_version: null, active_version: null },
      ['no model version is active'],
    ],
    [{ by: 'latest' }, { vector_version: null, active_version: null }, []],
    [
      { by: 'latest', personal: true },
      { vector_version: null, active_version: null },
      ['Not in a personal order'],
    ],
  ])('%j with %j says what is degraded', async (request, fields, messages) => {
    const { find } = setUp(() => ({ body: rowsOf(1, fields) }));
    const { degraded } = await find(request);
    expect(degraded).toEqual(
      messages.map((message) => ({ code: 'MODEL_MISSING', message: expect.stringContaining(message) })),
    );
  });

  const cursor = (fields: object) =>
    Buffer.from(
      JSON.stringify({
        by: 'popular',
        score: 1,
        item_id: 1,
        as_of: '2026-11-20T10:00:00Z',
        vector_version: null,
        ...fields,
      }),
    ).toString('base64url');

  test.each([
    [{ by: 'oldest' }, 'by'],
    [{ by: 'similar' }, 'item_id'],
    [{ by: 'popular', item_id: 1 }, 'item_id'],
    [{ by: 'popular', limit: 101 }, 'limit'],
    [{ by: 'trending', window_days: 31 }, 'window_days'],
    [{ by: 'search', query: '　' }, 'query'],
    [{ by: 'search', query: 'a\u0000b' }, 'query'],
    [{ by: 'search', query: 'a\ud800b' }, 'query'],
    [{ by: 'popular', cursor: '?' }, 'cursor'],
    [{ by: 'popular', cursor: 'e30' }, 'cursor'],
    [{ by: 'popular', cursor: cursor({ by: 'latest' }) }, 'cursor'],
    [{ by: 'popular', cursor: cursor({ score: 1e12 }) }, 'cursor'],
    [{ by: 'popular', cursor: cursor({ as_of: '0000-01-01T00:00:00Z' }) }, 'cursor'],
    [{ by: 'popular', cursor: cursor({ vector_version: 'A b' }) }, 'cursor'],
    [{ by: 'popular', cursor: cursor({ more: 1 }) }, 'cursor'],
  ])('%j is refused and names %s', async (request, field) => {
    const { refuse, calls } = setUp(() => ({ body: [] }));
    expect(await refuse(request)).toEqual([400, 'INVALID_REQUEST', field]);
    expect(calls).toEqual([]);
  });

  test('finds without a personal order where that takes too long, and says so', async () => {
    const { find, calls } = setUp(({ p_personal }) =>
      p_personal ? { status: 500, body: { code: '57014', message: 'canceling' } } : { body: rowsOf(2) },
    );
    const { items, degraded } = await find({ by: 'latest', personal: true });
    expect(items.map(({ id }) => id)).toEqual([1, 2]);
    expect(degraded.map(({ code }) => code)).toEqual(['DATABASE_SLOW']);
    expect(calls).toHaveLength(2);
  });

  test('takes a cursor that is one', async () => {
    const { find, calls } = setUp(() => ({ body: [] }));
    await find({ by: 'popular', cursor: cursor({}) });
    expect(calls[0]!.parameters).toMatchObject({ p_after_score: 1, p_after_item: 1 });
  });

  test.each([
    ['NOT_FOUND', 'PT404', 404, [404, 'NOT_FOUND', undefined]],
    ['CURSOR_EXPIRED', 'PT400', 400, [400, 'INVALID_REQUEST', 'cursor']],
    ['ADULT_CONFIRMATION_REQUIRED', 'PT403', 403, [403, 'ADULT_CONFIRMATION_REQUIRED', undefined]],
    ['RATE_LIMITED: 3', 'PT429', 429, [429, 'RATE_LIMITED', undefined]],
  ])('%s of the database', async (message, code, status, expected) => {
    const { refuse } = setUp(() => ({ status, body: { code, message, details: null, hint: null } }));
    expect(await refuse({ by: 'similar', item_id: 1 })).toEqual(expected);
  });

  test('needs a token', async () => {
    const { handler, calls } = setUp(() => ({ body: [] }));
    expect((await handler(postJson({ by: 'popular' }))).status).toBe(401);
    expect(calls).toEqual([]);
  });
});
