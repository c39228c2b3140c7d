import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { readStackState } from '../../../batch/stack/read-stack-state.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import type { SeenRequest } from '../../support/dmm-fixture-server/start-dmm-fixture-server.ts';
import { type DmmWorld, openDmmWorld, quick } from './support/open-dmm-world.ts';
import { spawnMatching } from './support/spawn-sync.ts';

const create = () => createFixtureCatalogue({ seed: 11, items: { videoa: 120, videoc: 50 }, shared: 10 });
const parameters = { ...quick, hits: 10, sliceItems: 40 };
const set = Object.entries(parameters).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
const rounds = 20;

let world: DmmWorld;
let dbUrl: string;
let undisturbed: Record<string, unknown[]>;
let requests: number;

beforeAll(async () => {
  world = await openDmmWorld(create());
  dbUrl = (await readStackState(world.database.root))!.dbUrl;
  await world.sync(parameters);
  undisturbed = await world.snapshot();
  requests = world.server.seen.length;
}, 180_000);
afterAll(() => world?.stop());

const start = (root: string, onLine?: (line: string) => void) =>
  spawnMatching(['run', 'dmm-sync', '--root', root, '--db-url', dbUrl, ...set], onLine);
const text = ({ endpoint, query }: SeenRequest) => `${endpoint}?${query}`;

/** Runs the same command again; it must end with the rows of an undisturbed sync, and ask nothing of `answered`. */
async function resume(root: string, answered: string[]): Promise<void> {
  world.server.seen.length = 0;
  const { status, stderr } = await start(root).ended;
  expect(stderr).toContain('attempt 2');
  expect(status).toBe(0);
  expect(await world.snapshot()).toEqual(undisturbed);
  const asked = world.server.seen.map(text);
  expect(asked.filter((request) => answered.includes(request))).toEqual([]);
  expect(new Set(asked).size).toBe(asked.length);
}

it('a sync that is not killed asks nothing twice', async () => {
  expect(undisturbed.items).toHaveLength(160);
  expect(new Set(world.server.seen.map(text)).size).toBe(requests);
  expect(requests).toBeGreaterThan(30);
});

it(`a sync killed at ${rounds} random requests and resumed ends with the rows of an undisturbed one`, async () => {
  for (let round = 0; round < rounds; round++) {
    const random = createRandom(2026, round);
    // One in each twentieth of the requests; before its answer, or after.
    const at = 1 + Math.floor(((round + random()) / rounds) * requests);
    const when = random() < 0.5 ? 'before' : 'after';
    await world.reset(create());
    const root = newTempFolder();
    const killed = start(root);
    world.server[when] = ({ number }) => {
      if (number === at) killed.kill();
    };
    world.server.fault = ({ number }) => (when === 'before' && number >= at ? 'silence' : undefined);
    const { signal, stderr } = await killed.ended;
    expect(signal, `round ${round}, ${when} request ${at} of ${requests}: ${stderr}`).toBe('SIGKILL');
    const answered = world.server.seen.slice(0, at - 1).map(text);
    world.server[when] = () => undefined;
    world.server.fault = () => undefined;
    await resume(root, answered);
  }
}, 1_800_000);

it.each(['process', 'validate', 'store', 'move watermarks'])(
  'a sync killed in the step "%s" and resumed ends with the rows of an undisturbed one',
  async (step) => {
    await world.reset(create());
    const root = newTempFolder();
    const killed = start(root, (line) => {
      if (line.trim() === `${step}: started`) killed.kill();
    });
    expect((await killed.ended).signal).toBe('SIGKILL');
    await resume(root, world.server.seen.map(text));
  },
  300_000,
);
