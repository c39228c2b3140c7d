import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { WebSocket } from 'ws';
import type { Random } from '../../../../batch/random/create-random.ts';
import { createStackLog } from '../../../../batch/stack/create-stack-log.ts';
import { Session } from '../../../../batch/stack/database/session.ts';
import { createGateway } from '../../../../batch/stack/gateway/create-gateway.ts';
import { createTokenSigner } from '../../../../batch/stack/gateway/create-token-signer.ts';
import { loadStackKeys } from '../../../../batch/stack/load-stack-keys.ts';
import { createBackground } from '../../../../supabase/functions/_lib/background/create-background.ts';
import { createAdminClient } from '../../../../supabase/functions/_lib/database/create-admin-client.ts';
import type { HttpHandler } from '../../../../supabase/functions/_lib/http/create-http-handler.ts';
import { createPersonVerifier } from '../../../../supabase/functions/_lib/person/create-person-verifier.ts';
import { createTowerCache } from '../../../../supabase/functions/_lib/tower/create-tower-cache.ts';
import { loadUserTower } from '../../../../supabase/functions/_lib/tower/load-user-tower.ts';
import { createFindItemsHandler } from '../../../../supabase/functions/find-items/handler.ts';
import { createManageAccountHandler } from '../../../../supabase/functions/manage-account/handler.ts';
import { createRecommendItemsHandler } from '../../../../supabase/functions/recommend-items/handler.ts';
import { createRecordFeedbackHandler } from '../../../../supabase/functions/record-feedback/handler.ts';
import { buildTestArtifact } from '../../../contract/support/build-test-artifact.ts';
import type { Database } from '../../../contract/support/create-memory-database.ts';
import { downloadFrom } from '../../../contract/support/download-from.ts';
import { openDatabase } from '../../../contract/support/open-database.ts';
import { vectorWidth } from '../../../contract/support/seed-catalogue.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';
import { liftRateLimits } from '../../lift-rate-limits.ts';
import type { WorldItem } from './draw-world.ts';
import { storeWorld } from './store-world.ts';

// supabase-js asks for one when it starts; Node 20 has none.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

type EndpointName = 'recommend-items' | 'find-items' | 'record-feedback' | 'manage-account';

export interface InProcessPerson {
  id: string;
  /** Calls an endpoint with this person's token and returns the body of its 200. @throws Error for any other status. */
  call(endpoint: EndpointName, body: object): Promise<unknown>;
}

export interface InProcessServing {
  database: Database;
  /** The vector that the last page was looked for with; null where it came from popularity. */
  lastQuery(): number[] | null;
  /** Somebody new who has confirmed to be an adult. */
  createPerson(): Promise<InProcessPerson>;
  close(): Promise<void>;
}

const apiUrl = 'http://127.0.0.1:1';

/**
 * The handlers of all endpoints, the stack's own gateway and Postgres with the world's items, in this process: what the
 * embedded stack is made of, without the network in between. The user tower adds what was liked to a drawn vector, half as
 * much again of what was liked last, and takes away half of what was noped.
 */
export async function openInProcess(options: {
  world: readonly WorldItem[];
  /** Draws what is explored. */
  random: Random;
}): Promise<InProcessServing> {
  const database = await openDatabase(18);
  const artifact = await buildTestArtifact({
    dim: vectorWidth,
    // Of no item's vector: those are drawn from the items' ids.
    seed: 1_000_000,
    kernel: plainTaste(vectorWidth),
  });
  await storeWorld(database, { world: options.world, artifact });
  await liftRateLimits(database);

  const log = createStackLog({ level: 'silent' });
  const folder = newTempFolder();
  const keys = await loadStackKeys(join(folder, 'keys.json'));
  const tokens = await createTokenSigner(keys, () => `${apiUrl}/auth/v1`);
  const session = new Session(database as PGlite);
  const gateway = createGateway({
    ...{ session: () => session, keys, tokens, apiUrl: () => apiUrl, log },
    ...{ storageFolder: join(folder, 'storage'), functionsPort: () => undefined },
  });
  let query: number[] | null = null;
  const client = createAdminClient(
    { supabaseUrl: apiUrl, secretKey: keys.secretKey },
    {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (request.url.endsWith('/find_page_items')) query = JSON.parse(String(init?.body)).p_query ?? null;
        return gateway.fetch(request);
      },
    },
  );
  const failures: unknown[] = [];
  const shared = {
    client,
    verifyPerson: createPersonVerifier({ supabaseUrl: apiUrl, jwks: tokens.jwks as never }),
    log: (line: Record<string, unknown>) => void (line.level === 'error' && failures.push(line)),
    count: () => {},
    now: () => new Date(),
    addressHeader: 'x-client-address',
  };
  const background = createBackground(shared);
  const download = downloadFrom(artifact.objects);
  const towers = createTowerCache({ load: (reference) => loadUserTower(reference, { download }) });
  const handlers: Record<EndpointName, HttpHandler> = {
    'recommend-items': createRecommendItemsHandler({ ...shared, towers, background, random: options.random }),
    'find-items': createFindItemsHandler(shared),
    'record-feedback': createRecordFeedbackHandler(shared),
    'manage-account': createManageAccountHandler(shared),
  };

  async function createPerson(): Promise<InProcessPerson> {
    const id = randomUUID();
    await database.query('insert into auth.users (id) values ($1)', [id]);
    await database.query('insert into app.profiles (person_id, adult_confirmed_at) values ($1, now())', [id]);
    const { token } = await tokens.sign({ sub: id, role: 'authenticated' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return {
      id,
      async call(endpoint, body) {
        const sent = { method: 'POST', headers, body: JSON.stringify(body) };
        const response = await handlers[endpoint](new Request(`${apiUrl}/${endpoint}`, sent));
        await background.idle();
        const text = await response.text();
        if (response.status !== 200 || failures.length > 0)
          throw new Error(`${endpoint}: ${response.status} ${text} ${JSON.stringify(failures)}`);
        return JSON.parse(text);
      },
    };
  }
  return { database, lastQuery: () => query, createPerson, close: () => database.close() };
}

/** Kernel of shape [3 * dim, dim]: likes count 1, recent likes 0.5 more, nopes -0.5, each dimension by itself. */
function plainTaste(dim: number): Float32Array {
  const kernel = new Float32Array(3 * dim * dim);
  for (const [block, weight] of [1, 0.5, -0.5].entries())
    for (let at = 0; at < dim; at++) kernel[(block * dim + at) * dim + at] = weight;
  return kernel;
}
