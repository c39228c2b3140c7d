import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImpressionLog } from '../../../batch/io/impressions/impression-log.ts';
import { type TrainModelOptions, trainModel } from '../../../batch/jobs/train-model.ts';
import { readItemVectors } from '../../../batch/publish/item-vectors.ts';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { trainingReportSchema } from '../../../shared/contracts/training-report.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';
import { tinyConfig } from '../train/support/tiny-config.ts';
import { twoTastes } from '../train/support/two-tastes.ts';

const data = twoTastes({ people: 40, items: 30, decisions: 15 });
const config = tinyConfig({
  backend: 'wasm',
  dim: 8,
  epochs: 15,
  batchSize: 20,
  warmupSteps: 2,
  learningRate: 0.02,
});

const newRun = () => path.join(newTempFolder(), 'runs', 'run');
const run = (runFolder: string, options: Partial<TrainModelOptions> = {}) =>
  trainModel(data, config, { preset: 'test', runFolder, ...options });

describe('trainModel()', () => {
  it('leaves a run that can be published: an artifact that holds, and vectors of every item', async () => {
    const folder = newRun();
    const { manifest, backend } = await run(folder);
    expect(backend).toBe('wasm');
    const paths = runFolderPaths(folder);
    expect((await readArtifact(paths.artifact)).manifest).toEqual(manifest);
    expect(manifest).toMatchObject({
      preset: 'test',
      config,
      dim: 8,
      itemCount: 30,
      datasetFingerprint: data.fingerprint,
      history: config.history,
    });
    expect(manifest.metrics.model!.people).toBeGreaterThan(0);

    const vectors = await readItemVectors(paths.vectors);
    expect(vectors.itemIds).toEqual(data.items.map(({ id }) => id));
    for (let row = 0; row < 30; row++)
      expect(Math.hypot(...vectors.embeddings.subarray(row * 8, (row + 1) * 8))).toBeCloseTo(1, 5);
  });

  it('estimates from the log what the model would have earned in the test part, and nothing from too little', async () => {
    // Pages of 20 items to 70 people without history, the first of them liked; ten pages are older than the test part.
    const testBegins = data.decidedAt[data.split.validationEnd]!;
    const log: ImpressionLog = {
      pages: Array.from({ length: 70 }, (_, person) => ({
        person,
        shownAt: testBegins + (person < 10 ? -1 : 1),
        places: 20,
        shown: Array.from({ length: 20 }, (_, place) => ({
          place,
          itemId: ((person + place) % 30) + 1,
          propensity: 1,
          liked: place === 0,
        })),
      })),
      decisions: Array.from({ length: 70 }, () => []),
      arrivals: new Map(),
      pending: 7,
    };
    const folder = newRun();
    await run(folder, { log });
    const read = async (from: string) =>
      trainingReportSchema.parse(JSON.parse(await readFile(path.join(from, 'metrics.json'), 'utf8')));
    const { offPolicy } = await read(folder);
    // 60 pages of 20; one row in 20 is liked.
    expect(offPolicy).toMatchObject({
      impressions: 1200,
      people: 60,
      certain: 1200,
      leftOut: { beforeModel: 200, pending: 7 },
      logged: { value: 1 / 20 },
      policies: [{ version: 'model', largestWeight: 1 }],
    });
    // Everybody has the same page, and place p of it holds item i on each page of which p + person = i - 1 modulo 30:
    // on 2 of 60, so 20 places agree on 2 pages each.
    expect(offPolicy!.policies[0]!.agreeing).toBe(40);
    expect(offPolicy!.policies[0]!.ips.value).toBeCloseTo(2 / 1200, 12);
    expect(await readFile(path.join(folder, 'report.html'), 'utf8')).toContain('1200 logged impressions');

    const short = newRun();
    await run(short, { log: { ...log, pages: log.pages.slice(0, 59) } });
    expect((await read(short)).offPolicy).toBeNull();
  });

  it('learns the two tastes: better than popularity, which knows of none', async () => {
    const { metrics } = (await run(newRun())).manifest;
    expect(metrics.model!.ndcg10).toBeGreaterThan(1.2 * metrics.popularity!.ndcg10!);
  });

  it('learns nothing from the validation and test parts, a fifth of the decisions', async () => {
    const isLike = data.isLike.map((like, row) => (row < 480 ? like : 1 - like));
    const options = { preset: 'test', runFolder: newRun() };
    const turned = (await trainModel({ ...data, isLike }, config, options)).manifest;
    const { golden, metrics } = (await run(newRun())).manifest;
    expect(turned.golden).toEqual(golden);
    expect(turned.metrics).not.toEqual(metrics);
  });

  it('compares with the version that serves, as it serves', async () => {
    const folder = newRun();
    const { metrics } = (await run(folder)).manifest;
    const paths = runFolderPaths(folder);
    const artifact = await readArtifact(paths.artifact);
    const vectors = await readItemVectors(paths.vectors);
    const active = { version: 'v1', artifact, vectors, absent: null };
    const again = (await run(newRun(), { active })).manifest;
    // The same model: the same lists, so the same figures and no difference.
    expect(again.metrics.active).toEqual(metrics.model);
    const check = again.gate!.checks.find(({ code }) => code === 'below_active')!;
    expect(check).toMatchObject({
      passed: true,
      sentence: expect.stringContaining('is 0.0000 [0.0000, 0.0000]'),
    });
  });

  it('says that the version that serves could not be read', async () => {
    const { gate, metrics } = (await run(newRun(), { active: { version: 'v1', absent: 'v1 is gone.' } }))
      .manifest;
    expect(metrics).not.toHaveProperty('active');
    expect(gate!.checks).toContainEqual({
      code: 'active_not_compared',
      passed: true,
      sentence: 'v1 is gone.',
    });
  });

  it('goes on from its checkpoint to the same weights after an interruption', async () => {
    const undisturbed = (await run(newRun())).manifest;
    const folder = newRun();
    const controller = new AbortController();
    const stopped = catchError(() =>
      run(folder, {
        signal: controller.signal,
        onProgress: (step) => {
          if (step === 17) controller.abort(new Error('stop'));
        },
      }),
    );
    expect(await stopped).toEqual(new Error('stop'));
    expect(await readdir(folder)).toEqual(['checkpoint.bin']);
    const resumed = (await run(folder)).manifest;
    // The time is in the version, so the files are what is compared.
    expect(resumed.files).toEqual(undisturbed.files);
    expect(resumed.golden).toEqual(undisturbed.golden);
  });
});
