import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { checkCanaryJob } from '../../../batch/jobs/release/check-canary-job.ts';
import { makeCandidateJob } from '../../../batch/jobs/release/make-candidate-job.ts';
import { promoteModelJob } from '../../../batch/jobs/release/promote-model-job.ts';
import { runJob } from '../../../batch/jobs/runner/run-job.ts';
import { itemTowerOf } from '../../../batch/publish/item-tower-of.ts';
import { type ItemVectors, writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { runItemTower } from '../../../batch/publish/run-item-tower.ts';
import type { ArtifactInput } from '../../../batch/publish/write-artifact.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildFeatureSpec } from '../../../batch/train/build-feature-spec.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../../unit/train/support/catch-error.ts';
import { tinyConfig } from '../../unit/train/support/tiny-config.ts';
import { openPublishingStack, type PublishingStack } from '../publish/support/open-publishing-stack.ts';
import { type SeededRun, writeSeededRun } from '../publish/support/write-seeded-run.ts';

const dim = 768;
let stack: PublishingStack;
let root: string;
beforeAll(async () => {
  await selectBackend('wasm');
  stack = await openPublishingStack();
  root = newTempFolder();
}, 120_000);
afterAll(() => stack?.close());

/** A run over the first `items` of the catalogue, whose vectors are what its item tower makes of them, in the order of `row`. */
async function writeRun(second: number, { items = 30, row = (at: number) => at } = {}): Promise<SeededRun> {
  const some = stack.data.items.slice(0, items);
  const spec = buildFeatureSpec(some, tinyConfig({ dim }));
  const tables = (tower: ArtifactInput['tables']['userTower']): ArtifactInput['tables'] => ({
    userTower: tower,
    itemTower: {
      kind: 'trained',
      contentKernel: seededNumbers(second, contentLayout(spec).width * dim, 0.1),
    },
  });
  const kernel = seededNumbers(1, 3 * dim * dim, 1 / Math.sqrt(dim));
  const run = await writeSeededRun(some, second, {
    spec,
    tables: tables({ kernel, bias: seededNumbers(2, dim, 0.1) }),
  });
  const found = await itemTowerOf(run.artifact);
  const made = await runItemTower(found!.tower, some, { spec });
  const inOrder = (table: Float32Array) =>
    Float32Array.from(table, (_, at) => table[row(Math.floor(at / dim)) * dim + (at % dim)]!);
  const vectors: ItemVectors = {
    ...{ dim, itemIds: some.map(({ id }) => id) },
    embeddings: inOrder(made.embeddings),
    historyInputs: inOrder(made.historyInputs),
  };
  await writeItemVectors(runFolderPaths(run.folder).vectors, vectors);
  return { ...run, vectors };
}

const make = (version: string) =>
  runJob(makeCandidateJob, {
    ...{ root, connection: stack.connection },
    parameters: { version, by: 'ann', reason: 'try it' },
  });

async function slotOf(version: string): Promise<string | null> {
  const { rows } = await stack.database.query<{ slot: string }>(
    'select slot::text from app.deployments where model_version = $1',
    [version],
  );
  return rows[0]?.slot ?? null;
}

describe('the gate', () => {
  it('lets a sound version become a candidate, and says what was checked', async () => {
    const run = await writeRun(1);
    await publishModel(run.folder, stack.connection);
    const { report } = await make(run.version);
    expect(report).toMatchObject({ version: run.version, from: null });
    expect(report.checks).toContain('100 % of the catalogue have a vector');
    expect(report.checks).toContainEqual(
      expect.stringMatching(
        /^by their content, items are nearer to their own vector than to 100 % of the others$/,
      ),
    );
    expect(await slotOf(run.version)).toBe('candidate');
  });

  it('stops vectors that lie beside other items than their own', async () => {
    const run = await writeRun(2, { row: (at) => (at + 7) % 30 });
    await publishModel(run.folder, stack.connection);
    expect(await catchError(() => make(run.version))).toMatchObject({
      code: 'GATE_REFUSED',
      details: { reasons: ['vectors_of_other_items'] },
    });
    expect(await slotOf(run.version)).toBeNull();
  });

  it('stops a version that knows half of the catalogue', async () => {
    const run = await writeRun(3, { items: 15 });
    await publishModel(run.folder, stack.connection);
    expect(await catchError(() => make(run.version))).toMatchObject({
      code: 'GATE_REFUSED',
      message: expect.stringContaining('15 of 30 active items have a vector'),
      details: { reasons: ['catalogue_not_covered'] },
    });
    expect(await slotOf(run.version)).toBeNull();
  });

  it('stops weights that were trained with another feature spec, before they are published', async () => {
    // The spec of five items has fewer makers and tags than the tower has rows for.
    const other = buildFeatureSpec(stack.data.items.slice(0, 5), tinyConfig({ dim }));
    const whole = buildFeatureSpec(stack.data.items, tinyConfig({ dim }));
    const { width } = contentLayout(whole);
    expect(contentLayout(other).width).toBeLessThan(width);
    const error = await catchError(async () => {
      const run = await writeSeededRun(stack.data.items, 4, {
        spec: other,
        tables: {
          userTower: {
            kernel: seededNumbers(1, 3 * dim * dim, 1 / Math.sqrt(dim)),
            bias: seededNumbers(2, dim, 0.1),
          },
          itemTower: { kind: 'trained', contentKernel: seededNumbers(3, width * dim, 0.1) },
        },
      });
      await publishModel(run.folder, stack.connection);
      await make(run.version);
    });
    expect(error).toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  });
});

describe('the guardrail', () => {
  const people = 150;

  /** People who saw 20 items each, with pages of one version, and liked the first of them; and the requests for the pages. */
  async function live(version: string, likedEach: number): Promise<void> {
    await stack.database.query(
      `with person as (
         insert into auth.users (id) select gen_random_uuid() from generate_series(1, ${people}) returning id
       ),
       profile as (
         insert into app.profiles (person_id, adult_confirmed_at) select id, now() from person
         on conflict (person_id) do nothing
       ),
       item as (select id, row_number() over (order by id) as place from app.items),
       page as (
         select p.id as person, gen_random_uuid() as request, n, i.id as item
         from (select id, row_number() over () as number from person) as p
         cross join generate_series(0, 19) as n
         inner join item as i on i.place = 1 + (p.number + n) % 30
       ),
       shown as (
         insert into app.impressions (person_id, request_id, position, item_id, score, propensity, source, model_version)
         select person, request, n, item, 1, 1, 'personalised', $1 from page
       )
       insert into app.decisions (person_id, item_id, decision, decided_at)
       select person, item, 'like', now() + interval '1 minute' from page where n < $2 + (item % 3) - 1`,
      [version, likedEach],
    );
    await stack.database.query('select public.record_requests($1)', [
      JSON.stringify([
        {
          ...{ minute: new Date().toISOString(), function_name: 'recommend-items', model_version: version },
          ...{ status: 200, code: '', degraded: '', requests: 1000, duration_ms_sum: 50_000 },
          buckets: [0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        },
      ]),
    ]);
  }
  const check = () =>
    runJob(checkCanaryJob, { root, connection: stack.connection, parameters: { by: 'clock' } });
  const by = { by: 'ann', reason: 'try it' };
  let active: string;
  let canary: string;

  beforeAll(async () => {
    const runs = [await writeRun(5), await writeRun(6), await writeRun(7)];
    for (const { folder } of runs) await publishModel(folder, stack.connection);
    [active, canary] = runs.map(({ version }) => version) as [string, string];
    await runJob(promoteModelJob, {
      ...{ root, connection: stack.connection },
      parameters: { version: active, ...by },
    });
  }, 60_000);

  it('has nothing to say without a canary', async () => {
    expect((await check()).report).toEqual({ canary: null, guardrails: [] });
  });

  it('leaves a canary alone that is liked as much', async () => {
    await make(canary);
    await moveModel(stack.database, { version: canary, to: 'canary', share: 0.5, ...by });
    await live(active, 8);
    await live(canary, 8);
    const { report } = await check();
    expect(report.guardrails).toMatchObject(
      ['failures', 'degraded', 'slow', 'likes', 'coverage'].map((code) => ({ code, state: 'kept' })),
    );
    expect(await slotOf(canary)).toBe('canary');
  });

  it('takes one back that is liked half as much, and keeps what it saw', async () => {
    // Three times as many as before, of whom each likes 2 of 20: with those before, less than half of 8.
    for (let more = 0; more < 3; more++) await live(canary, 2);
    expect(await catchError(check)).toMatchObject({
      code: 'GUARDRAIL_BREACHED',
      message: expect.stringContaining(`The canary ${canary} was taken back: Liked: `),
    });
    expect([await slotOf(active), await slotOf(canary)]).toEqual(['active', 'retired']);
    const { rows } = await stack.database.query(
      `select moved_by, reason, automatic, evidence -> 'guardrails' -> 3 ->> 'state' as likes
       from app.releases order by id desc limit 1`,
    );
    expect(rows).toEqual([
      { moved_by: 'clock', reason: 'breached: likes', automatic: true, likes: 'breached' },
    ]);
    expect((await check()).report).toEqual({ canary: null, guardrails: [] });
  });
});
