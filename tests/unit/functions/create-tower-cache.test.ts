import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createTowerCache } from '../../../supabase/functions/_lib/tower/create-tower-cache.ts';
import { loadUserTower } from '../../../supabase/functions/_lib/tower/load-user-tower.ts';
import type { TowerReference } from '../../../supabase/functions/_lib/tower/read-manifest.ts';
import { countTensors } from '../../../supabase/functions/_vendor/tfjs/tfjs.js';
import { buildTestArtifact } from '../../contract/support/build-test-artifact.ts';
import { downloadFrom } from '../../contract/support/download-from.ts';

async function setUp() {
  const artifacts = await Promise.all(['v1', 'v2', 'v3'].map((version) => buildTestArtifact({ version })));
  const objects = new Map(artifacts.flatMap((artifact) => [...artifact.objects]));
  const loads: string[] = [];
  const clock = { ms: 1000 };
  const cache = createTowerCache({
    load(reference) {
      loads.push(reference.version);
      return loadUserTower(reference, { download: downloadFrom(objects) });
    },
    retryAfterMs: 5000,
    nowMs: () => clock.ms,
  });
  const use = (reference: TowerReference) =>
    cache.use(reference, (tower) => tower.embed(new Float32Array(12)).length);
  return { artifacts, objects, loads, clock, cache, use };
}

describe('createTowerCache()', () => {
  test('shares one load among requests at the same time and after', async () => {
    const { artifacts, loads, use } = await setUp();
    const [v1] = artifacts;
    expect(await Promise.all([use(v1!), use(v1!), use(v1!)])).toEqual([4, 4, 4]);
    expect(await use(v1!)).toBe(4);
    expect(loads).toEqual(['v1']);
  });

  test('keeps two versions and gives the memory of the one used longest ago back', async () => {
    const { artifacts, loads, use } = await setUp();
    const [v1, v2, v3] = artifacts;
    const before = countTensors();
    await use(v1!);
    const oneTower = countTensors() - before;
    await use(v2!);
    await use(v1!);
    await use(v3!);
    // v2 was used longest ago: it has to be loaded again, v1 not.
    expect(countTensors() - before).toBe(2 * oneTower);
    await use(v1!);
    await use(v2!);
    expect(loads).toEqual(['v1', 'v2', 'v3', 'v2']);
    expect(countTensors() - before).toBe(2 * oneTower);
  });

  test('does not take a tower away from a request that waits for it', async () => {
    const { artifacts, use } = await setUp();
    expect(await Promise.all(artifacts.map(use))).toEqual([4, 4, 4]);
  });

  test('treats a version with another manifest as another tower', async () => {
    const { artifacts, loads, use } = await setUp();
    await use(artifacts[0]!);
    await expect(use({ version: 'v1', manifestSha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'MANIFEST_MISMATCH',
    });
    expect(loads).toEqual(['v1', 'v1']);
  });

  test('answers with the same failure until the back-off is over, then picks up a repaired artifact', async () => {
    const { artifacts, objects, loads, clock, use } = await setUp();
    const [v1] = artifacts;
    const path = 'two_tower/v1/user_tower/weights.bin';
    const weights = objects.get(path)!;
    objects.delete(path);
    await expect(use(v1!)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    objects.set(path, weights);
    clock.ms += 4999;
    await expect(use(v1!)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    clock.ms += 1;
    expect(await use(v1!)).toBe(4);
    expect(loads).toEqual(['v1', 'v1']);
  });

  test('lets nobody wait for a load that has become too old, and has the tower once it is there', async () => {
    const [artifact] = (await setUp()).artifacts;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const clock = { ms: 1000 };
    const loads: string[] = [];
    const cache = createTowerCache({
      ...{ patienceMs: 50, nowMs: () => clock.ms },
      async load(reference) {
        loads.push(reference.version);
        await held;
        return loadUserTower(reference, { download: downloadFrom(artifact!.objects) });
      },
    });
    const use = () => cache.use(artifact!, (tower) => tower.embed(new Float32Array(12)).length);
    const first = use();
    await expect(first).rejects.toMatchObject({ code: 'MODEL_LOADING' });
    // An hour later nothing is left to wait for: the answer is there at once.
    clock.ms += 3_600_000;
    await expect(use()).rejects.toMatchObject({ code: 'MODEL_LOADING' });
    release();
    await vi.waitFor(async () => expect(await use()).toBe(4));
    expect(loads).toEqual(['v1']);
  });

  test('passes on what the work throws and keeps the tower', async () => {
    const { artifacts, loads, cache, use } = await setUp();
    const failure = new AppError('INTERNAL', 'in the work');
    const work = () => {
      throw failure;
    };
    await expect(cache.use(artifacts[0]!, work)).rejects.toBe(failure);
    expect(await use(artifacts[0]!)).toBe(4);
    expect(loads).toEqual(['v1']);
  });
});
