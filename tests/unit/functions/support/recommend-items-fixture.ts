import { createBackground } from '../../../../supabase/functions/_lib/background/create-background.ts';
import type { FinishedRequest } from '../../../../supabase/functions/_lib/metrics/finished-request.ts';
import { createPersonVerifier } from '../../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createArtifactDownload } from '../../../../supabase/functions/_lib/tower/create-artifact-download.ts';
import { createTowerCache } from '../../../../supabase/functions/_lib/tower/create-tower-cache.ts';
import { loadUserTower } from '../../../../supabase/functions/_lib/tower/load-user-tower.ts';
import { createRecommendItemsHandler } from '../../../../supabase/functions/recommend-items/handler.ts';
import type { TestArtifact } from '../../../contract/support/build-test-artifact.ts';
import { collectLog } from './collect-log.ts';
import type { createSigner } from './create-signer.ts';
import { createFakeSupabase, type FakeSupabaseOptions, supabaseUrl } from './fake-supabase.ts';

export const first = { text: 'Powered by First', url: 'https://first.example/' };
export const second = { text: 'Powered by Second', url: 'https://second.example/' };

// Six items: 1 to 4 of maker 1, then 5 and 6; best first.
export const rows = [1, 1, 1, 1, 2, 3].map((maker, index) => ({
  item_id: index + 1,
  source: 'personalised',
  score: 10 - index,
  similarity: 0.5,
  log_popularity: 0.1,
  external_id: `x${index + 1}`,
  title: `Title ${index + 1}`,
  maker_id: maker,
  maker: `Maker ${maker}`,
  series: null,
  performers: index === 0 ? ['p'] : [],
  tags: ['t'],
  released_at: '2024-01-01T00:00:00+00:00',
  duration_minutes: 120,
  price_yen: null,
  // Item 5 is known from two sources, item 2 from one that asks for nothing.
  credits: [[first], [], [first], [first], [second, first], []][index]!,
}));

export function contextOf({ version, manifestSha256 }: { version: string; manifestSha256: string }) {
  return {
    adult_confirmed: true,
    model_version: version,
    manifest_sha256: manifestSha256,
    like_count: 7,
    nope_count: 1,
    like_pool: '[0.5,-0.25,0,1]',
    recent_pool: '[1,0,0,0]',
    nope_pool: null,
    recent_nopes: [] as object[],
    recent_likes: [] as object[],
    onboarding_tags: [] as string[],
    declared_likes: 0,
    personalisation: true,
    ranking: {} as object,
    experiments: [] as object[],
    shadow_version: null as string | null,
    shadow_manifest_sha256: null as string | null,
  };
}

export interface RecommendItemsFixtureOptions extends FakeSupabaseOptions {
  signer: Awaited<ReturnType<typeof createSigner>>;
  artifact: TestArtifact;
  /** What open_page answers beside what contextOf() has. */
  context?: object;
  objects?: TestArtifact['objects'];
  random?: () => number;
}

/** The real handler with the real tower cache; the database and Storage are kept in memory. */
export function recommendItemsFixture({ signer, artifact, ...options }: RecommendItemsFixtureOptions) {
  const supabase = createFakeSupabase({
    functions: {
      open_page: () => ({ body: [{ ...contextOf(artifact), ...options.context }] }),
      find_page_items: () => ({ body: rows }),
      log_impressions: () => ({ body: null }),
      ...options.functions,
    },
    objects: options.objects ?? artifact.objects,
    ...(options.beforeDownload && { beforeDownload: options.beforeDownload }),
  });
  const { log, lines } = collectLog();
  const counted: FinishedRequest[] = [];
  const background = createBackground({ log });
  const download = createArtifactDownload(supabase.client);
  const handler = createRecommendItemsHandler({
    client: supabase.client,
    verifyPerson: createPersonVerifier({ supabaseUrl, jwks: signer.jwks }),
    towers: createTowerCache({ load: (reference) => loadUserTower(reference, { download }) }),
    background,
    log,
    count: (request) => void counted.push(request),
    addressHeader: 'cf-connecting-ip',
    now: () => new Date('2024-01-15T00:00:00Z'),
    random: options.random ?? Math.random,
  });
  return { ...supabase, handler, background, lines, counted };
}
