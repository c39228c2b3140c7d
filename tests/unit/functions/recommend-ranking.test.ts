import { beforeAll, describe, expect, test } from 'vitest';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { buildTestArtifact, type TestArtifact } from '../../contract/support/build-test-artifact.ts';
import { createSigner } from './support/create-signer.ts';
import { postJson } from './support/post-json.ts';
import { recommendItemsFixture } from './support/recommend-items-fixture.ts';

let signer: Awaited<ReturnType<typeof createSigner>>;
let artifact: TestArtifact;
let token: string;
beforeAll(async () => {
  signer = await createSigner();
  token = await signer.sign();
  artifact = await buildTestArtifact();
});

/** A page of six rows; where it explores, the first of what may stand there is drawn: the best. */
async function pageOf(context: object, request: object = {}) {
  const options = { signer, artifact, context, random: () => 0 };
  const { handler, calls, background } = recommendItemsFixture(options);
  const response = await handler(postJson({ limit: 6, ...request }, token));
  await background.idle();
  return { body: recommendItemsResponseSchema.parse(await response.json()), logged: calls[2]!.parameters };
}

const propensities = (logged: Record<string, unknown>) =>
  (logged.p_items as { propensity: number }[]).map(({ propensity }) => propensity);

// Variant "all" has everybody.
const experiment = (ranking: object) => ({
  name: 'wide-pages',
  salt: '11111111-1111-4111-8111-111111111111',
  variants: [{ name: 'all', share: 1, ranking }],
});

describe('recommend-items ranks', () => {
  test('without exploration for whoever decided on five items, with a tenth for whoever is new', async () => {
    const known = await pageOf({ like_count: 4, nope_count: 1 });
    expect(propensities(known.logged)).toEqual([1, 1, 1, 1, 1, 1]);
    const fresh = await pageOf({ like_count: 4, nope_count: 0 });
    // Six candidates may stand on the first row: 0.1 / 6 to be drawn, and 0.9 more for the best, which 0 draws.
    expect(propensities(fresh.logged)[0]).toBeCloseTo(0.9 + 0.1 / 6, 6);
  });

  test('as the operator set it', async () => {
    const { logged } = await pageOf({ ranking: { exploration: 0.4, maker_share: 1 } });
    expect(propensities(logged)[0]).toBeCloseTo(0.6 + 0.4 / 6, 6);
  });

  test('as the experiment of the person says, before the operator, and names the variant', async () => {
    const context = { ranking: { exploration: 0.4 }, experiments: [experiment({ exploration: 0.2 })] };
    const { body, logged } = await pageOf(context);
    expect(propensities(logged)[0]).toBeCloseTo(0.8 + 0.2 / 6, 6);
    const named = [{ experiment: 'wide-pages', variant: 'all' }];
    expect(body.experiments).toEqual(named);
    expect(logged.p_variants).toEqual(named);
  });

  test('as the request says before anybody', async () => {
    const context = { ranking: { exploration: 0.4 }, experiments: [experiment({ exploration: 0.2 })] };
    const { logged } = await pageOf(context, { exploration: 0 });
    expect(propensities(logged)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('with the shares of a page that the operator set', async () => {
    // Items 1 to 4 are of one maker: a share of half lets three of them stand first.
    const { body } = await pageOf({ ranking: { maker_share: 0.5 } });
    expect(body.items.map(({ id }) => id)).toEqual([1, 2, 3, 5, 6, 4]);
  });

  test.each([
    [{ ranking: { exploration: 7 } }, 'settings of ranking'],
    [{ experiments: [{ name: 'x' }] }, 'experiments'],
  ])('without what cannot be read of %j, and says so', async (context, what) => {
    const { body } = await pageOf(context);
    expect(body.items).toHaveLength(6);
    expect(body.degraded).toEqual([
      { code: 'INVALID_CONFIG', message: `Ranked without the ${what}: they cannot be read` },
    ]);
  });

  test('and says which chosen tag an item has, where nothing liked is like it', async () => {
    const { body } = await pageOf({ onboarding_tags: ['other', 't'] });
    expect(body.items[0]!.reason).toEqual({
      kind: 'chosen_tag',
      tag: 't',
      text: { en: 'Because you chose “t”', ja: '「t」を選んだあなたへ' },
    });
  });
});
