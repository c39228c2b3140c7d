import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { errorBodySchema } from '../../../shared/contracts/error-body.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { timeLimits } from '../../../supabase/functions/_lib/time/time-limits.ts';
import { buildTestArtifact, type TestArtifact } from '../../contract/support/build-test-artifact.ts';
import { createSigner } from './support/create-signer.ts';
import type { FakeAnswer } from './support/fake-supabase.ts';
import { postJson } from './support/post-json.ts';
import {
  type RecommendItemsFixtureOptions,
  recommendItemsFixture,
  rows,
} from './support/recommend-items-fixture.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let artifact: TestArtifact;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
  artifact = await buildTestArtifact();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const setUp = (options: Partial<RecommendItemsFixtureOptions> = {}) =>
  recommendItemsFixture({ signer, artifact, ...options });
const statementCanceled = { status: 500, body: { code: '57014', message: 'canceling statement' } };
const never = () => new Promise<never>(() => {});

/** Answers the calls of find_page_items in turn. */
function inTurn(...answers: FakeAnswer[]) {
  return { find_page_items: () => answers.shift() ?? { body: rows } };
}

async function errorOf(response: Response) {
  const { code } = errorBodySchema.parse(await response.json()).error;
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
}

describe('recommend-items when something is slow', () => {
  test('takes popular items where the database gives up on the vector', async () => {
    const { handler, calls, background } = setUp({ functions: inTurn(statementCanceled, { body: rows }) });
    const filters = { price_yen: { max: 500 } };
    const response = await handler(postJson({ limit: 3, filters, exclude_ids: [9] }, token));
    const body = recommendItemsResponseSchema.parse(await response.json());
    expect(body.items).toHaveLength(3);
    expect(body.model_version).toBeNull();
    expect(body.degraded.map(({ code }) => code)).toEqual(['DATABASE_SLOW']);
    const [, first, second] = calls.map(({ parameters }) => parameters);
    expect(first).toHaveProperty('p_query');
    // The same person, filters and exclusions: nothing comes that was not to come.
    expect(second).toEqual({
      ...{ p_person: first!.p_person, p_limit: first!.p_limit, p_filters: filters, p_exclude: [9] },
    });
    // What comes after the answer begins with a timer, and timers stand still here.
    await vi.advanceTimersByTimeAsync(1);
    await background.idle();
  });

  test('takes popular items where the version went between the two calls', async () => {
    const gone = { status: 503, body: { code: 'PT503', message: 'MODEL_MISSING' } };
    const { handler } = setUp({ functions: inTurn(gone, { body: rows }) });
    const body = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect(body.items).toHaveLength(6);
    expect(body.degraded.map(({ code }) => code)).toEqual(['MODEL_MISSING']);
  });

  test('says when to come again where that fails too', async () => {
    const { handler, calls } = setUp({ functions: inTurn(statementCanceled, statementCanceled) });
    const response = await handler(postJson({}, token));
    expect(await errorOf(response)).toEqual({ status: 503, code: 'DATABASE_SLOW', retryAfter: '5' });
    expect(calls).toHaveLength(3);
  });

  test('does not ask twice where the database is not there', async () => {
    const down = { status: 503, body: { code: 'PGRST002', message: 'no connection' } };
    const { handler, calls } = setUp({ functions: inTurn(down, { body: rows }) });
    expect(await errorOf(await handler(postJson({}, token)))).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(calls).toHaveLength(2);
  });

  test('does not wait for a tower that takes too long; who comes later has it', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { handler, lines, downloads } = setUp({ beforeDownload: () => held });
    const answer = handler(postJson({}, token));
    await vi.waitFor(() => expect(downloads).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(timeLimits.towerMs);
    const body = recommendItemsResponseSchema.parse(await (await answer).json());
    expect(body.items).toHaveLength(6);
    expect(body.degraded.map(({ code }) => code)).toEqual(['MODEL_LOADING']);
    expect(lines).toContainEqual(expect.objectContaining({ task: 'embed-person', code: 'MODEL_LOADING' }));
    release();
    const later = recommendItemsResponseSchema.parse(await (await handler(postJson({}, token))).json());
    expect(later.degraded).toEqual([]);
    // One load for both: manifest, feature spec, graph, weights.
    expect(downloads).toHaveLength(4);
  });

  test('answers in the stated time whatever hangs', async () => {
    const { handler, calls } = setUp({ functions: { open_page: never } });
    const answer = handler(postJson({}, token));
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(timeLimits.requestMs);
    expect(await errorOf(await answer)).toEqual({ status: 503, code: 'TIMED_OUT', retryAfter: '5' });
  });

  test('does not wait for a body that does not arrive', async () => {
    const { handler, calls } = setUp();
    const cancelled = vi.fn();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"limit"')),
      cancel: cancelled,
    });
    const request = new Request('https://project.example', {
      ...{ method: 'POST', body, duplex: 'half', headers: { authorization: `Bearer ${token}` } },
    } as RequestInit);
    const answer = handler(request);
    // The token is checked first, in real time.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2));
    await vi.advanceTimersByTimeAsync(timeLimits.bodyMs);
    expect(await errorOf(await answer)).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' });
    expect(cancelled).toHaveBeenCalledOnce();
    expect(calls).toEqual([]);
  });
});
