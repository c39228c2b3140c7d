import { beforeAll, describe, expect, test } from 'vitest';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { buildTestArtifact, type TestArtifact } from '../../contract/support/build-test-artifact.ts';
import { createSigner } from './support/create-signer.ts';
import type { FakeAnswer } from './support/fake-supabase.ts';
import { postJson } from './support/post-json.ts';
import { recommendItemsFixture, rows } from './support/recommend-items-fixture.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let artifact: TestArtifact;
let shadow: TestArtifact;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
  artifact = await buildTestArtifact();
  shadow = await buildTestArtifact({ version: 'shadow-1' });
});

interface ShadowWorld {
  /** What find_page_items answers for the shadow. */
  found?: FakeAnswer;
  taste?: object[];
  objects?: Map<string, Uint8Array<ArrayBuffer>>;
}

/** A page of three and what is recorded of the shadow beside it. */
async function askForPage({ found = { body: rows }, taste, objects }: ShadowWorld = {}) {
  const { handler, background, calls, lines } = recommendItemsFixture({
    ...{ signer, artifact },
    context: { shadow_version: 'shadow-1', shadow_manifest_sha256: shadow.manifestSha256 },
    objects: new Map([...artifact.objects, ...(objects ?? shadow.objects)]),
    functions: {
      open_shadow_page: () => ({
        body: taste ?? [{ like_pool: '[0,1,0,0]', recent_pool: null, nope_pool: null }],
      }),
      find_page_items: ({ p_model_version }) => (p_model_version === 'shadow-1' ? found : { body: rows }),
      record_shadow_page: () => ({ body: null }),
    },
  });
  const response = await handler(postJson({ limit: 3, exploration: 0, exclude_ids: [9] }, token));
  const body = recommendItemsResponseSchema.parse(await response.json());
  await background.idle();
  const parametersOf = (name: string) =>
    calls.flatMap((call) => (call.name === name ? [call.parameters] : []));
  return {
    body,
    recorded: parametersOf('record_shadow_page'),
    asked: parametersOf('find_page_items'),
    lines,
  };
}

describe('a shadow version', () => {
  test('finds items for the same page with its own tower, and what both found first is counted', async () => {
    // The page that is seen is found as 1, 2, 3; the shadow finds 6, 5, 1 first.
    const found = { body: [rows[5], rows[4], rows[0], rows[1], rows[2], rows[3]] };
    const { body, recorded, asked } = await askForPage({ found });
    expect(body.model_version).toBe('test-1');
    expect(body.items).toHaveLength(3);
    expect(recorded).toEqual([
      {
        ...{ p_version: 'shadow-1', p_shown: 3, p_shared: 1, p_failed: false },
        p_duration_ms: expect.any(Number),
      },
    ]);
    const [seen, unseen] = asked;
    expect(unseen).toMatchObject({ p_model_version: 'shadow-1', p_exclude: [9], p_limit: seen!.p_limit });
    expect(unseen!.p_query).not.toEqual(seen!.p_query);
  });

  test.each([
    ['that cannot be loaded', { objects: new Map() }, 'embed-person'],
    [
      'that the database fails over',
      { found: { status: 500, body: { code: '57014', message: 'canceling statement' } } },
      'make-shadow-page',
    ],
  ])('%s leaves the page as it is, and is counted', async (_, world, task) => {
    const { body, recorded, lines } = await askForPage(world);
    expect(body.degraded).toEqual([]);
    expect(body.items).toHaveLength(3);
    expect(recorded).toMatchObject([{ p_version: 'shadow-1', p_shown: 3, p_shared: 0, p_failed: true }]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', task }));
  });

  test('that was taken back meanwhile is not asked', async () => {
    const { recorded, asked } = await askForPage({ taste: [] });
    expect(recorded).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});
