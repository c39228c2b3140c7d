import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { isInMemory } from '../../../batch/io/training-data.ts';
import { loadTrainingSet } from '../../../batch/jobs/build-training-set/load-training-set.ts';
import { publishedModels } from '../../../batch/jobs/models/published-models.ts';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { artifactObjectPath, modelBucket } from '../../../shared/contracts/artifact-paths.ts';
import { type KillPoint, spawnCounted } from '../../support/killed/spawn-counted.ts';
import { liftRateLimits } from '../../support/lift-rate-limits.ts';
import { openServingStack, type ServingStack } from '../../support/serving/open-serving-stack.ts';
import { type SeededRun, writeSeededRun } from '../publish/support/write-seeded-run.ts';
import { createSteadyReader, type SteadyReader } from './support/steady-reader.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
/** Each command is killed so often, in each tenth of its calls once. */
const rounds = 10;

let stack: ServingStack;
let database: Client;
let reader: SteadyReader;
let next: SeededRun;
let old: string;

beforeAll(async () => {
  stack = await openServingStack({ items: 60, functionsFolder });
  old = stack.modelVersion;
  database = await connectDatabase(stack.dbUrl, { applicationName: 'release faults' });
  await liftRateLimits(database);
  const settings = { trainShare: 0.8, validationShare: 0.1, streamAboveDecisions: 1e6 };
  const { data } = await loadTrainingSet(database, { root: stack.root, ...settings });
  if (!isInMemory(data)) throw new TypeError('The decisions were not read into memory');
  next = await writeSeededRun(data.items, 7);
  reader = await createSteadyReader(stack);
  await publish();
  // Likes count less the older they are beside the newest: those of the reader are the newest from now on.
  await database.query('select app.refresh_item_popularity()');
  await reader.learn(old);
  await move(next.version, 'active');
  await reader.learn(next.version);
}, 240_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});
beforeEach(() => reset());

const publish = () =>
  publishModel(next.folder, {
    origin: 'flags',
    dbUrl: stack.dbUrl,
    api: { url: stack.apiUrl, secretKey: stack.secretKey },
  });
const move = (version: string, to: Parameters<typeof moveModel>[1]['to'], share?: number) =>
  moveModel(database, {
    ...{ version, to, by: 'test', reason: 'test' },
    ...(share !== undefined && { share }),
  });

/** The old version serves, the next one is published and nothing more, and no run is left to go on with. */
async function reset(): Promise<void> {
  await database.query('truncate app.job_runs cascade');
  await database.query('delete from app.deployments');
  await move(old, 'active');
  const [published] = await publishedModels(database, next.version);
  if (!published || (await prunedAt()) !== null) await publish();
}

async function prunedAt(): Promise<Date | null> {
  const { rows } = await database.query<{ at: Date | null }>(
    'select pruned_at as at from app.models where version = $1',
    [next.version],
  );
  return rows[0]?.at ?? null;
}

async function slots(): Promise<Record<string, string>> {
  const { rows } = await database.query<{ version: string; slot: string }>(
    'select model_version as version, slot::text as slot from app.deployments',
  );
  const name = (version: string) => (version === old ? 'old' : 'next');
  return Object.fromEntries(rows.map(({ version, slot }) => [name(version), slot]));
}

/** Every file of a version is in Storage, and every vector in the database. */
async function isWhole({ artifact, vectors }: SeededRun): Promise<void> {
  const storage = createSupabaseClient(stack.apiUrl, stack.secretKey).storage.from(modelBucket);
  for (const [path, bytes] of artifact.files) {
    const { data } = await storage.download(artifactObjectPath(artifact.manifest.version, path));
    expect(Buffer.from(await data!.arrayBuffer()).equals(bytes), path).toBe(true);
  }
  const { rows } = await database.query<{ n: number }>(
    'select count(*)::int as n from app.item_vectors where model_version = $1',
    [artifact.manifest.version],
  );
  expect(rows[0]!.n).toBe(vectors.itemIds.length);
}

async function forget(): Promise<void> {
  await database.query('delete from app.deployments where model_version = $1', [next.version]);
  const { rows } = await database.query<{ name: string }>('select app.item_vectors_partition($1) as name', [
    next.version,
  ]);
  await database.query(`drop table if exists app.${rows[0]!.name}`);
  await database.query('delete from app.models where version = $1', [next.version]);
  const storage = createSupabaseClient(stack.apiUrl, stack.secretKey).storage.from(modelBucket);
  await storage.remove([...next.artifact.files.keys()].map((path) => artifactObjectPath(next.version, path)));
}

interface Fault {
  name: string;
  args: () => string[];
  /** What has to be so before. */
  given: () => Promise<unknown>;
  /** What is so once it came to its end. */
  ends: Record<string, string>;
  check?: () => Promise<void>;
}

const faults: Fault[] = [
  {
    name: 'publish',
    args: () => ['publish', next.folder],
    given: forget,
    ends: { old: 'active' },
    check: () => isWhole(next),
  },
  {
    name: 'release candidate',
    args: () => ['release', 'candidate', next.version, '--force'],
    given: async () => {},
    ends: { old: 'active', next: 'candidate' },
  },
  {
    name: 'release canary',
    args: () => ['release', 'canary', next.version, '--share', '1'],
    given: () => move(next.version, 'candidate'),
    ends: { old: 'active', next: 'canary' },
  },
  {
    name: 'release promote',
    args: () => ['release', 'promote'],
    given: async () => {
      await move(next.version, 'candidate');
      await move(next.version, 'canary', 0.5);
    },
    ends: { old: 'previous', next: 'active' },
  },
  {
    name: 'release rollback',
    args: () => ['release', 'rollback'],
    given: () => move(next.version, 'active'),
    ends: { old: 'active', next: 'retired' },
    check: () => isWhole(next),
  },
  {
    name: 'release prune',
    args: () => ['release', 'prune', '--retired-hours', '1'],
    given: async () => {
      await move(next.version, 'active');
      await move(next.version, 'retired');
      await database.query(
        `update app.deployments set deployed_at = now() - interval '2 hours' where slot = 'retired'`,
      );
    },
    ends: { old: 'active', next: 'retired' },
    check: async () => {
      expect(await prunedAt()).not.toBeNull();
      const { rows } = await database.query('select from app.item_vectors where model_version = $1', [
        next.version,
      ]);
      expect(rows).toEqual([]);
      const storage = createSupabaseClient(stack.apiUrl, stack.secretKey).storage.from(modelBucket);
      expect((await storage.list(`two_tower/${next.version}`)).data).toEqual([]);
    },
  },
];

describe('killed under steady requests', () => {
  const run = ({ args }: Fault, kill?: KillPoint) => spawnCounted([...args(), '--root', stack.root], kill);

  it.each(faults)(
    `$name, ${rounds} times`,
    async (fault) => {
      await fault.given();
      const undisturbed = await run(fault);
      expect(undisturbed.status, undisturbed.stderr).toBe(0);
      expect(await slots()).toEqual(fault.ends);
      await fault.check?.();
      let pages = 0;
      for (let round = 0; round < rounds; round++) {
        await reset();
        await fault.given();
        const random = createRandom(20_261_124, round);
        const at = 1 + Math.floor(((round + random()) / rounds) * undisturbed.calls);
        const when = (['before', 'during', 'after'] as const)[round % 3]!;
        const place = `round ${round}: ${when} call ${at} of ${undisturbed.calls}`;
        pages += await reader
          .during(async () => {
            const killed = await run(fault, { at, when });
            expect(killed.signal, `${place}\n${killed.stderr}`).toBe('SIGKILL');
            const again = await run(fault);
            expect(again.status, `${place}\n${again.stderr}`).toBe(0);
          })
          .catch((error: Error) => {
            throw new Error(`${place}: ${error.message}`, { cause: error });
          });
        expect(await slots(), place).toEqual(fault.ends);
        await fault.check?.();
      }
      // Somebody asked all the while.
      expect(pages).toBeGreaterThan(rounds);
      console.log(
        `${fault.name}: ${undisturbed.calls} calls, killed ${rounds} times, ${pages} pages, each of one version`,
      );
    },
    900_000,
  );
});
