import { appendFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { simulateWorld } from '../../../batch/simulate/simulate-world.ts';
import { writeWorld } from '../../../batch/simulate/write-world.ts';
import { readStackState } from '../../../batch/stack/read-stack-state.ts';
import { datasetManifestSchema } from '../../../shared/contracts/dataset-manifest.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { type KillPoint, spawnCounted } from '../../support/killed/spawn-counted.ts';
import { snapshotTables } from './snapshot-tables.ts';
import { startTestDatabase, type TestDatabase } from './start-test-database.ts';

const rounds = 20;
const folder = newTempFolder();

beforeAll(async () => {
  await writeWorld(simulateWorld({ people: 30, items: 60, decisions: 900 }), folder);
  // Something for quarantine: a line that is none, an id that nobody knows, a time that is none, and a wrong price.
  await appendFile(
    path.join(folder, 'world.inter'),
    'short\nu1\tnowhere\t5\t1700000000\t1\nu1\ti1\t5\tsoon\t1\n',
  );
  await appendFile(path.join(folder, 'world.item'), 'odd\tOdd\tM\t\t\ttag-x\t1600000000\t60\tcheap\n');
});

/** Fingerprints of all datasets of a data root, by stage and name. */
async function fingerprints(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path.join(root, 'data'), { recursive: true })) {
    if (path.basename(entry) !== 'manifest.json' || entry.includes('.partial')) continue;
    const text = await readFile(path.join(root, 'data', entry), 'utf8');
    const { stage, name, fingerprint } = datasetManifestSchema.parse(JSON.parse(text));
    found.push(`${stage}/${name} ${fingerprint}`);
  }
  return found.sort();
}

/** Nothing that a killed attempt left may stay once another one came to its end. */
async function leftovers(root: string): Promise<string[]> {
  const all = await readdir(path.join(root, 'data'), { recursive: true });
  return all.filter((entry) => entry.endsWith('.partial') || /^temp\/land-[^/]*$/.test(entry));
}

describe('matching import, killed', () => {
  let database: TestDatabase;
  let dbUrl: string;
  let calls: number;
  let undisturbed: { tables: Record<string, string[]>; datasets: string[] };

  const runImport = (root: string, kill?: KillPoint) =>
    spawnCounted(['import', folder, '--root', root, '--db-url', dbUrl, '--max-reject-share', '0.1'], kill);
  const clear = async () => {
    await database.clear();
    await database.client.query(
      'truncate app.labels, app.item_sources, app.quarantine, app.dataset_versions, app.job_runs restart identity cascade',
    );
  };

  beforeAll(async () => {
    database = await startTestDatabase();
    dbUrl = (await readStackState(database.root))!.dbUrl;
    await clear();
    const root = newTempFolder();
    const ended = await runImport(root);
    expect(ended.status, ended.stderr).toBe(0);
    calls = ended.calls;
    undisturbed = {
      tables: await snapshotTables(database.client, { comparable: true }),
      datasets: await fingerprints(root),
    };
  }, 180_000);
  afterAll(() => database?.stop());
  beforeEach(() => clear());

  it('has something to lose', () => {
    expect(calls).toBeGreaterThan(100);
    expect(undisturbed.tables.quarantine).toHaveLength(3);
    expect(undisturbed.tables.items).toHaveLength(61);
    expect(undisturbed.tables.imported_decisions!.length).toBeGreaterThan(500);
    // Two raw ones, and one processed and one validated of items and of events.
    expect(undisturbed.datasets).toHaveLength(6);
    expect(undisturbed.tables.dataset_versions).toHaveLength(6);
  });

  it(`ends with the same rows and datasets after each of ${rounds} random points`, async () => {
    for (let round = 0; round < rounds; round++) {
      const random = createRandom(20_261_123, round);
      // One in each twentieth of the calls.
      const at = 1 + Math.floor(((round + random()) / rounds) * calls);
      const when = (['before', 'during', 'after'] as const)[Math.floor(random() * 3)]!;
      const place = `round ${round}: ${when} call ${at} of ${calls}`;
      await clear();
      const root = newTempFolder();
      const killed = await runImport(root, { at, when });
      expect(killed.signal, `${place}\n${killed.stderr}`).toBe('SIGKILL');
      const resumed = await runImport(root);
      expect(resumed.status, `${place}\n${resumed.stderr}`).toBe(0);
      expect(await snapshotTables(database.client, { comparable: true }), place).toEqual(undisturbed.tables);
      expect(await fingerprints(root), place).toEqual(undisturbed.datasets);
      expect(await leftovers(root), place).toEqual([]);
    }
  }, 900_000);
});

describe('matching import --shard', () => {
  const runShard = (root: string, shard: string | null, kill?: KillPoint) =>
    spawnCounted(
      [
        'import',
        folder,
        '--root',
        root,
        '--dataset-only',
        '--max-reject-share',
        '0.1',
        ...(shard ? ['--shard', shard] : []),
      ],
      kill,
    );

  it('makes in four processes, one of them killed and started again, what one makes', async () => {
    const single = newTempFolder();
    const whole = await runShard(single, null);
    expect(whole.status).toBe(0);
    const root = newTempFolder();
    // Early: what others have made meanwhile, the third does not do itself.
    const kill: KillPoint = { at: Math.floor(whole.calls / 5), when: 'during' };
    const ended = await Promise.all(
      ['1/4', '2/4', '3/4', '4/4'].map((shard) => runShard(root, shard, shard === '3/4' ? kill : undefined)),
    );
    expect(ended.map(({ signal }) => signal)).toEqual([null, null, 'SIGKILL', null]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0, null, 0]);
    // Without the third there are no validated events.
    expect(await fingerprints(root)).toHaveLength(5);
    const waiting = ended.filter(({ stdout }) => stdout.includes('nothing yet: shards'));
    expect(waiting.length).toBe(3);
    const last = await runShard(root, '3/4');
    expect(last.status, last.stderr).toBe(0);
    expect(last.stdout).toMatch(/^Imported world$/m);
    expect(await fingerprints(root)).toEqual(await fingerprints(single));
  }, 180_000);

  it('makes the same one after the other', async () => {
    const single = newTempFolder();
    await runShard(single, null);
    const root = newTempFolder();
    for (const shard of ['2/3', '1/3', '3/3']) expect((await runShard(root, shard)).status).toBe(0);
    expect(await fingerprints(root)).toEqual(await fingerprints(single));
  }, 180_000);
});
