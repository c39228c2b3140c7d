import { beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import {
  buildTestArtifact,
  type TestArtifact,
  type TestArtifactOptions,
} from '../../contract/support/build-test-artifact.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { plainUserTower } from '../../contract/support/plain-user-tower.ts';
import { createSigner, personId } from './support/create-signer.ts';
import { postJson } from './support/post-json.ts';
import {
  contextOf,
  first,
  type RecommendItemsFixtureOptions,
  recommendItemsFixture,
  rows,
  second,
} from './support/recommend-items-fixture.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let artifact: TestArtifact;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
  artifact = await buildTestArtifact();
});

type Options = Omit<RecommendItemsFixtureOptions, 'signer' | 'artifact'>;
const setUp = (options: Options = {}) => recommendItemsFixture({ signer, artifact, ...options });

async function codeOf(response: Response): Promise<string> {
  return errorBodySchema.parse(await response.json()).error.code;
}

describe('recommend-items', () => {
  test('answers with a ranked page', async () => {
    const { handler, lines, counted } = setUp();
    const response = await handler(postJson({ limit: 5 }, token));
    expect(response.status).toBe(200);
    expect(counted).toMatchObject([{ status: 200, modelVersion: 'test-1', degraded: [] }]);
    const body = recommendItemsResponseSchema.parse(await response.json());
    expect(body.request_id).toBe(response.headers.get('x-request-id'));
    expect(body.model_version).toBe('test-1');
    expect(body.degraded).toEqual([]);
    // 5 rows, a share of 0.2: one of a maker, and two more of maker 1 as nobody else is left.
    expect(body.items.map(({ id, position }) => [id, position])).toEqual([
      [1, 0],
      [5, 1],
      [6, 2],
      [2, 3],
      [3, 4],
    ]);
    // The page is 1, 5, 6, 2, 3: first by item 1, second by item 5.
    expect(body.credits).toEqual([first, second]);
    expect(body.items[0]).toEqual({
      id: 1,
      external_id: 'x1',
      position: 0,
      score: 10,
      source: 'personalised',
      reason: { kind: 'taste', text: { en: 'Picked for you', ja: 'あなたへのおすすめ' } },
      title: 'Title 1',
      maker: 'Maker 1',
      series: null,
      performers: ['p'],
      tags: ['t'],
      released_at: '2024-01-01T00:00:00+00:00',
      duration_minutes: 120,
      price_yen: null,
    });
    expect(lines).toMatchObject([
      { function: 'recommend-items', status: 200, code: 'OK', items: 5, degraded: [] },
    ]);
  });

  test('asks the database twice before it answers, and logs impressions after', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { handler, calls, background } = setUp({
      functions: {
        log_impressions: async () => {
          await held;
          return { body: null };
        },
      },
    });
    // The answer comes although the impressions are not stored yet.
    const response = await handler(postJson({ limit: 2 }, token));
    const { request_id } = await response.json();
    expect(calls.slice(0, 2).map(({ name }) => name)).toEqual(['open_page', 'find_page_items']);
    release();
    await background.idle();
    expect(calls).toHaveLength(3);
    expect(calls[2]).toEqual({
      name: 'log_impressions',
      parameters: {
        p_person: personId,
        p_request: request_id,
        p_model_version: 'test-1',
        p_items: [
          { item_id: 1, score: 10, source: 'personalised', propensity: 1 },
          { item_id: 5, score: 6, source: 'personalised', propensity: 1 },
        ],
        p_variants: null,
      },
    });
  });

  test('draws rows at random where it is asked to, and logs how likely they were', async () => {
    // Row 0: 0 is below .5, and .9 * 6 draws the last of six, item 6, at .5 / 6. Row 1: .5 does not draw; a page of 2 gives a
    // maker one row, so items 1 to 5 may stand there, and 1, the best, had .5 + .5 / 5.
    const draws = [0, 0.9, 0.5];
    const { handler, calls, background } = setUp({ random: () => draws.shift()! });
    const body = recommendItemsResponseSchema.parse(
      await (await handler(postJson({ limit: 2, exploration: 0.5 }, token))).json(),
    );
    expect(body.items.map(({ id, source }) => [id, source])).toEqual([
      [6, 'exploration'],
      [1, 'personalised'],
    ]);
    await background.idle();
    expect(calls[2]!.parameters.p_items).toEqual([
      { item_id: 6, score: 5, source: 'exploration', propensity: 0.5 / 6 },
      { item_id: 1, score: 10, source: 'personalised', propensity: 0.5 + 0.5 / 5 },
    ]);
    expect(JSON.stringify(body)).not.toContain('propensity');
  });

  test('puts unlike items side by side where diversity is asked for', async () => {
    const tags = [['a'], ['a'], ['a'], ['a'], ['a'], ['b']];
    const various = rows.map((row, at) => ({ ...row, maker_id: at, tags: tags[at]! }));
    const { handler } = setUp({ functions: { find_page_items: () => ({ body: various }) } });
    const idsOf = async (diversity: number) => {
      const body = await (await handler(postJson({ limit: 3, diversity }, token))).json();
      return body.items.map(({ id }: { id: number }) => id);
    };
    // Scores 10 to 5 as 1, .8, .6, .4, .2, 0. At .5: after 1, item 2 is worth .4 - .5 and item 6 0; then 2 again.
    expect(await idsOf(0.5)).toEqual([1, 6, 2]);
    expect(await idsOf(0)).toEqual([1, 2, 3]);
  });

  test('hands filters and exclusions to the database, and none when there are none', async () => {
    const { handler, calls } = setUp();
    const filters = { include: { tags: ['t'] }, price_yen: { max: 500 } };
    await handler(postJson({ filters, exclude_ids: [8, 9] }, token));
    expect(calls[1]!.parameters).toMatchObject({ p_filters: filters, p_exclude: [8, 9] });
    await handler(postJson({}, token));
    expect(Object.keys(calls.filter(({ name }) => name === 'find_page_items')[1]!.parameters)).not.toContain(
      'p_exclude',
    );
  });

  test('shows every item of a session once, page by page, and then has no next page', async () => {
    const all = Array.from({ length: 23 }, (_, at) => ({
      ...rows[0]!,
      item_id: at + 1,
      maker_id: at,
      score: -at,
    }));
    const { handler } = setUp({
      functions: {
        find_page_items: ({ p_exclude = [] }: { p_exclude?: number[] }) => ({
          body: all.filter(({ item_id }) => !p_exclude.includes(item_id)),
        }),
      },
    });
    const pages: number[][] = [];
    let cursor: string | null = null;
    do {
      const body = recommendItemsResponseSchema.parse(
        await (await handler(postJson({ limit: 10, ...(cursor && { cursor }) }, token))).json(),
      );
      pages.push(body.items.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor !== null);
    // By score, which falls with the id: nothing is skipped.
    expect(pages.map((page) => page.length)).toEqual([10, 10, 3]);
    expect(pages.flat()).toEqual(all.map(({ item_id }) => item_id));
  });

  test('says why an item is there', async () => {
    const sources = ['personalised', 'personalised', 'popular', 'fresh', 'personalised', 'personalised'];
    const various = rows.map((row, at) => ({ ...row, maker_id: at, source: sources[at]! }));
    const { handler } = setUp({
      context: {
        recent_likes: [
          { item_id: 77, title: 'Liked', maker: 'Maker 2', series: null, performers: [], tags: [] },
        ],
      },
      functions: { find_page_items: () => ({ body: various }) },
    });
    const body = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect(body.items.map(({ id, reason }) => [id, reason.kind, reason.item_id])).toEqual([
      [1, 'taste', undefined],
      [2, 'taste', undefined],
      [3, 'popular', undefined],
      [4, 'new', undefined],
      [5, 'liked_item', 77],
      [6, 'taste', undefined],
    ]);
    expect(body.items[4]!.reason.text).toEqual({
      en: 'Because you liked “Liked”',
      ja: '「Liked」を気に入ったあなたへ',
    });
  });

  test('lifts what is new where freshness is asked for', async () => {
    // It is the 15th of January, the items are of the 1st, but item 6 of the 15th: 5 + 5 = 10 is beside 10 + 2.5 of item 1,
    // above 9 of the others, which have half as much too: 11.5, 10.5, 9.5 and 8.5.
    const various = rows.map((row, at) => ({
      ...row,
      maker_id: at,
      ...(at === 5 && { released_at: '2024-01-15T00:00:00+00:00' }),
    }));
    const { handler } = setUp({ functions: { find_page_items: () => ({ body: various }) } });
    const body = await (await handler(postJson({ freshness: 5 }, token))).json();
    expect(body.items.map(({ id, score }: { id: number; score: number }) => [id, score])).toEqual([
      [1, 12.5],
      [2, 11.5],
      [3, 10.5],
      [6, 10],
      [4, 9.5],
      [5, 8.5],
    ]);
  });

  test.each([
    [{ cursor: 'made-up' }, 'cursor'],
    [{ filters: { include: { genres: ['x'] } } }, 'filters.include.genres'],
    [{ filters: { price_yen: { min: -1 } } }, 'filters.price_yen.min'],
    [{ filters: { released_at: { min: 'yesterday' } } }, 'filters.released_at.min'],
    [{ exclude_ids: [0] }, 'exclude_ids.0'],
    [{ freshness: 6 }, 'freshness'],
    [{ diversity: 1.5 }, 'diversity'],
    [{ exploration: 0.6 }, 'exploration'],
  ])('refuses %j', async (body, field) => {
    const { handler } = setUp();
    const response = await handler(postJson(body, token));
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(await response.json()).error.field).toBe(field);
  });

  test('asks with the vector of the person, the temperature and the weight for so many likes', async () => {
    const { handler, calls } = setUp();
    await handler(postJson({ limit: 60 }, token));
    const { p_query, ...others } = calls[1]!.parameters;
    // 60 rows ask for 5 times as many candidates; 7 likes reach the step of 5 likes: weight 0.25.
    expect(others).toEqual({
      p_person: personId,
      p_limit: 300,
      p_model_version: 'test-1',
      p_temperature: 0.1,
      p_popularity_weight: 0.25,
    });
    const input = Float32Array.of(0.5, -0.25, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    expect(maxAbsDifference(p_query as number[], plainUserTower(input, artifact.tower))).toBeLessThan(1e-6);
  });

  test('lets a recent nope lower what is like it', async () => {
    // Item 5 has score 6 and is of maker 2, item 6 has 5 and is of maker 3. The newest nope was of maker 2: 6 - 2.5
    // = 3.5, so 6 comes first. All have the tag t, which the nope does not have.
    const context = { recent_nopes: [{ maker_id: 2, tags: [], age: 0 }] };
    const { handler, calls, background } = setUp({ context });
    const body = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect(body.items.slice(-2).map(({ id, score }) => [id, score])).toEqual([
      [6, 5],
      [5, 3.5],
    ]);
    await background.idle();
    const shown = calls[2]!.parameters.p_items as { item_id: number; score: number }[];
    expect(shown.at(-1)).toMatchObject({ item_id: 5, score: 3.5 });
  });

  test('serves a person without history from the same model', async () => {
    const context = { like_count: 0, nope_count: 0, like_pool: null, recent_pool: null };
    const { handler, calls } = setUp({ context });
    const body = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect(body.model_version).toBe('test-1');
    expect(calls[1]!.parameters).toMatchObject({ p_limit: 200, p_popularity_weight: 1 });
    const expected = plainUserTower(new Float32Array(12), artifact.tower);
    expect(maxAbsDifference(calls[1]!.parameters.p_query as number[], expected)).toBeLessThan(1e-6);
  });

  test('ranks by popularity alone for who wants no personal pages, and calls that no degradation', async () => {
    const context = { personalisation: false, recent_nopes: [{ maker_id: 2, tags: [], age: 0 }] };
    const { handler, calls, downloads } = setUp({ context });
    const body = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect([body.model_version, body.degraded]).toEqual([null, []]);
    expect(calls[1]!.parameters).toEqual({ p_person: personId, p_limit: 200 });
    expect(body.items.find(({ id }) => id === 5)!.score).toBe(6);
    expect(downloads).toEqual([]);
  });

  test('loads the tower once', async () => {
    const { handler, downloads } = setUp();
    await Promise.all([handler(postJson({}, token)), handler(postJson({}, token))]);
    await handler(postJson({}, token));
    expect(downloads).toHaveLength(4);
  });

  test('shows an empty page and logs no impressions when nothing is left', async () => {
    const { handler, calls, background } = setUp({
      functions: { find_page_items: () => ({ body: [] }) },
    });
    const body = await (await handler(postJson({}, token))).json();
    expect(body.items).toEqual([]);
    expect(body.credits).toEqual([]);
    await background.idle();
    expect(calls).toHaveLength(2);
  });

  test('answers all the same when impressions cannot be stored, and logs that without naming anybody', async () => {
    const { handler, background, lines } = setUp({
      functions: { log_impressions: () => ({ status: 503, body: { code: '53300', message: personId } }) },
    });
    expect((await handler(postJson({}, token))).status).toBe(200);
    await background.idle();
    expect(lines[1]).toMatchObject({
      level: 'error',
      task: 'log-impressions',
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(JSON.stringify(lines)).not.toContain(personId);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  test.each<[string, TestArtifactOptions]>([
    ['ARTIFACT_MISSING', { editFiles: (files) => void files.delete('user_tower/weights.bin') }],
    [
      'ARTIFACT_CORRUPT',
      { editFiles: (files) => void files.set('user_tower/model.json', new Uint8Array(1)) },
    ],
    ['MANIFEST_MISMATCH', { editManifest: (manifest) => void Object.assign(manifest, { version: 'other' }) }],
    ['FEATURE_SPEC_MISMATCH', { editSpec: (spec) => void Object.assign(spec, { encoderVersion: 99 }) }],
    ['GOLDEN_VECTOR_MISMATCH', { embedGolden: () => [1, 0, 0, 0] }],
  ])('answers from popularity and says %s', async (code, options) => {
    const broken = await buildTestArtifact(options);
    const { handler, calls, lines, background } = setUp({
      context: contextOf(broken),
      objects: broken.objects,
    });
    const response = await handler(postJson({}, token));
    expect(response.status).toBe(200);
    const body = recommendItemsResponseSchema.parse(await response.json());
    expect(body.model_version).toBeNull();
    expect(body.items).toHaveLength(6);
    expect(body.degraded).toEqual([{ code, message: expect.any(String) }]);
    expect(calls[1]).toEqual({
      name: 'find_page_items',
      parameters: { p_person: personId, p_limit: 200 },
    });
    expect(lines).toMatchObject([
      { level: 'error', task: 'embed-person', code, request_id: body.request_id },
      { status: 200, degraded: [code] },
    ]);
    await background.idle();
    expect(calls[2]!.parameters).toMatchObject({ p_model_version: null });
  });

  test('answers from popularity while no version is active', async () => {
    const context = { model_version: null, manifest_sha256: null, like_pool: null, recent_pool: null };
    const { handler, downloads } = setUp({ context });
    const body = await (await handler(postJson({}, token))).json();
    expect(body.degraded).toEqual([{ code: 'MODEL_MISSING', message: 'No model version is active' }]);
    expect(downloads).toEqual([]);
  });

  test('answers from popularity when the pools do not fit the tower', async () => {
    const { handler } = setUp({ context: { like_pool: '[1,2,3]' } });
    const body = await (await handler(postJson({}, token))).json();
    expect(body.degraded).toEqual([{ code: 'INTERNAL', message: 'The model cannot be run' }]);
    expect(body.items).toHaveLength(6);
  });

  test('refuses a person who has not confirmed to be an adult, and asks for no items', async () => {
    const { handler, calls, lines } = setUp({ context: { adult_confirmed: false } });
    const response = await handler(postJson({}, token));
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe('ADULT_CONFIRMATION_REQUIRED');
    expect(calls).toHaveLength(1);
    expect(lines).toMatchObject([{ level: 'info', status: 403 }]);
  });

  test('refuses when the database says so at the second call', async () => {
    const body = { code: 'PT403', message: 'ADULT_CONFIRMATION_REQUIRED', details: null, hint: null };
    const { handler } = setUp({ functions: { find_page_items: () => ({ status: 403, body }) } });
    const response = await handler(postJson({}, token));
    expect([response.status, await codeOf(response)]).toEqual([403, 'ADULT_CONFIRMATION_REQUIRED']);
  });

  test('refuses a request without a person before it asks the database', async () => {
    const { handler, calls } = setUp();
    const response = await handler(postJson({ limit: 5 }));
    expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    expect(calls).toEqual([]);
  });

  test('refuses a bad limit and does not repeat it', async () => {
    const { handler, calls } = setUp();
    const response = await handler(postJson({ limit: 4711 }, token));
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(JSON.parse(text)).error).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'limit',
    });
    expect(text).not.toContain('4711');
    expect(calls).toEqual([]);
  });

  test('says that the database is unavailable when it does not answer', async () => {
    const { handler } = setUp({
      functions: { open_page: () => Promise.reject(new TypeError('fetch failed')) },
    });
    const response = await handler(postJson({}, token));
    expect([response.status, await codeOf(response)]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  });

  test('does not pass on an answer of another form', async () => {
    const { handler, lines } = setUp({
      functions: { find_page_items: () => ({ body: [{ item_id: 'secret' }] }) },
    });
    const response = await handler(postJson({}, token));
    expect([response.status, await codeOf(response)]).toEqual([500, 'INTERNAL']);
    expect(lines[0]).toMatchObject({ failure: { details: { name: 'find_page_items' } } });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});
