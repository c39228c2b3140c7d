import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { listDatasets } from '../../../batch/io/datasets/list-datasets.ts';
import { pruneDatasets } from '../../../batch/io/datasets/prune-datasets.ts';
import { verifyDatasets } from '../../../batch/io/datasets/verify-datasets.ts';
import { withDatasetLock } from '../../../batch/io/datasets/with-dataset-lock.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { type MadeDataset, makeDataset } from './support/make-dataset.ts';

let root: string;
let dataRoot: string;

/** Raw r1 to r4 on the 1st to 4th; validated v1 (the only one, on the 5th) was made from r1. */
beforeEach(async () => {
  root = newTempFolder();
  dataRoot = join(root, 'data');
  const raw: MadeDataset[] = [];
  for (const day of [1, 2, 3, 4]) {
    raw.push(await makeDataset(dataRoot, { stage: 'raw', name: 'events', version: `r${day}`, day }));
  }
  await makeDataset(dataRoot, {
    stage: 'validated',
    name: 'events',
    version: 'v1',
    day: 5,
    parents: [raw[0]!],
  });
});

const left = async () => (await listDatasets(dataRoot)).datasets.map(({ version }) => version);
const referencesOf = (datasets: { reference: string }[]) => datasets.map(({ reference }) => reference);

describe('pruneDatasets()', () => {
  it('keeps the newest of each name, and the parents of what stays', async () => {
    // Of r4 r3 r2 r1 two stay; r2 and r1 are surplus, but v1 was made from r1.
    const report = await pruneDatasets(dataRoot, { keep: 2 });
    expect(referencesOf(report.datasets)).toEqual(['raw/events@r2']);
    expect(report.heldByChildren).toEqual(['raw/events@r1']);
    expect(report.bytes).toBeGreaterThan(500);
    expect(await left()).toEqual(['r4', 'r3', 'r1', 'v1']);
    expect(await verifyDatasets(dataRoot, { all: true })).toHaveLength(4);
    // Once more changes nothing.
    expect((await pruneDatasets(dataRoot, { keep: 2 })).datasets).toEqual([]);
  });

  it('with cascade deletes what was made from a surplus one, children first', async () => {
    const report = await pruneDatasets(dataRoot, { keep: 2, cascade: true });
    expect(referencesOf(report.datasets)).toEqual(['validated/events@v1', 'raw/events@r2', 'raw/events@r1']);
    expect(await left()).toEqual(['r4', 'r3']);
  });

  it('deletes only what is older than so many days', async () => {
    // Older than 2 days on the 5th: made before the 3rd, so r1 and r2; r1 is a parent.
    const now = new Date('2026-01-05T00:00:00Z');
    const report = await pruneDatasets(dataRoot, { keep: 1, olderThanDays: 2, now });
    expect(referencesOf(report.datasets)).toEqual(['raw/events@r2']);
    expect(await left()).toEqual(['r4', 'r3', 'r1', 'v1']);
  });

  it('changes nothing in a dry run, and says the same', async () => {
    const dry = await pruneDatasets(dataRoot, { keep: 1, dryRun: true });
    expect(await left()).toHaveLength(5);
    const real = await pruneDatasets(dataRoot, { keep: 1 });
    expect(real).toEqual(dry);
    expect(referencesOf(real.datasets)).toEqual(['raw/events@r3', 'raw/events@r2']);
  });

  it('removes what killed processes left and nobody touched for a day', async () => {
    const old = new Date(Date.now() - 25 * 3_600_000);
    const leftovers = ['raw/events/.r9.partial', 'raw/events/.r8.removed', 'raw/events/r7', 'temp/duckdb-x'];
    for (const folder of [...leftovers, 'raw/events/.r6.partial', 'temp/duckdb-y']) {
      await mkdir(join(dataRoot, folder), { recursive: true });
      await writeFile(join(dataRoot, folder, 'part.parquet'), 'x'.repeat(1000));
    }
    for (const folder of leftovers) {
      await utimes(join(dataRoot, folder, 'part.parquet'), old, old);
      await utimes(join(dataRoot, folder), old, old);
    }
    const report = await pruneDatasets(dataRoot);
    expect(report.leftovers.map(({ path }) => path).sort()).toEqual([...leftovers].sort());
    // No dataset is surplus of three but r1, a parent; so four leftovers of 1000 bytes.
    expect(report.bytes).toBe(4000);
    for (const folder of leftovers) expect(existsSync(join(dataRoot, folder))).toBe(false);
    expect(existsSync(join(dataRoot, 'raw/events/.r6.partial/part.parquet'))).toBe(true);
    expect(existsSync(join(dataRoot, 'temp/duckdb-y/part.parquet'))).toBe(true);
  });

  it('leaves a dataset alone that another process holds', async () => {
    const folder = join(dataRoot, 'raw', 'events', 'r2');
    let holding: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (holding = resolve));
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    const holder = withDatasetLock(folder, {}, async () => {
      holding();
      await released;
    });
    await held;
    const report = await pruneDatasets(dataRoot, { keep: 2 });
    letGo();
    await holder;
    expect(report).toMatchObject({ datasets: [], busy: ['raw/events@r2'] });
    expect(await left()).toContain('r2');
  });

  it('keeps a dataset whose removal could not be noted', async () => {
    const beforeRemove = () => Promise.reject(new Error('no database'));
    await expect(pruneDatasets(dataRoot, { keep: 2, beforeRemove })).rejects.toThrow('no database');
    expect(await left()).toHaveLength(5);
  });

  it('refuses to keep nothing', async () => {
    await expect(pruneDatasets(dataRoot, { keep: 0 })).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });
});

describe('matching datasets prune', () => {
  it('deletes with --yes only', async () => {
    const asked = await runMatching(['datasets', 'prune', '--root', root, '--keep', '2']);
    expect(asked.stdout).toMatch(/would delete {2}raw\/events@r2 {2}[\d.]+ kB/);
    expect(asked.stdout).toContain('Nothing was deleted');
    expect(await left()).toHaveLength(5);
    const done = await runMatching(['datasets', 'prune', '--root', root, '--keep', '2', '--yes']);
    expect(done.stdout).toContain('kept  raw/events@r1');
    expect(await left()).toEqual(['r4', 'r3', 'r1', 'v1']);
  });
});
