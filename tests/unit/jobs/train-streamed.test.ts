import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStreamedDataset } from '../../../batch/io/training/open-streamed-dataset.ts';
import { readTrainingDataset } from '../../../batch/io/training/read-training-dataset.ts';
import type { TrainingData } from '../../../batch/io/training-data.ts';
import { trainFromDatabase } from '../../../batch/jobs/train-from-database.ts';
import { type TrainModelOptions, trainModel } from '../../../batch/jobs/train-model.ts';
import { readItemVectors } from '../../../batch/publish/item-vectors.ts';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { historiesPath } from '../../../batch/train/histories/histories-path.ts';
import { trainingReportSchema } from '../../../shared/contracts/training-report.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';
import { tinyConfig } from '../train/support/tiny-config.ts';
import { twoTastes } from '../train/support/two-tastes.ts';
import { openTrainingBench } from '../training-set/support/training-bench.ts';
import { writeTrainingDataset } from '../training-set/support/write-training-dataset.ts';

const bench = await openTrainingBench();
const { root, dataRoot, duck } = bench;
const { folder, manifest } = await writeTrainingDataset(
  bench,
  twoTastes({ people: 40, items: 30, decisions: 15 }),
);
const memory = await readTrainingDataset(duck, folder);
const streamed = await openStreamedDataset(folder, { tempFolder: join(dataRoot, 'temp') });

// Early stopping looks at the validation part, sampled candidates at everybody.
const config = tinyConfig({
  backend: 'wasm',
  dim: 8,
  epochs: 12,
  batchSize: 20,
  warmupSteps: 2,
  learningRate: 0.02,
  sampledNegatives: 8,
  earlyStopping: { patience: 3, everyEpochs: 2 },
  tables: 'auto',
  baselines: ['popularity', 'recentPopularity', 'itemKnn', 'ease', 'easePopularity', 'ials'],
  streamAboveDecisions: 0,
});
const newRun = () => join(newTempFolder(), 'run');
const train = (
  data: TrainingData,
  runFolder: string,
  { settings = config, ...options }: Partial<TrainModelOptions> & { settings?: typeof config } = {},
) => trainModel(data, settings, { preset: 'test', runFolder, ...options });
const reportOf = async (runFolder: string) =>
  trainingReportSchema.parse(JSON.parse(await readFile(join(runFolder, 'metrics.json'), 'utf8')));

describe('trainModel() with streamed decisions', () => {
  it('gives the files and the figures that it gives in memory, to the bit', async () => {
    const [inMemory, fromDisk] = [newRun(), newRun()];
    const expected = await train(memory, inMemory);
    const model = await train(streamed, fromDisk);
    // Every kind of tables was made, and validation compared the same.
    const candidates = async (run: string) =>
      (await reportOf(run)).evaluation.candidates.map(({ seconds: _, ...candidate }) => candidate);
    expect(await candidates(fromDisk)).toEqual(await candidates(inMemory));
    expect(await candidates(fromDisk)).toHaveLength(5);
    const weights = ({ manifest: { files } }: typeof model) =>
      files.filter(({ path }) => path !== 'metrics.json');
    expect(weights(model)).toEqual(weights(expected));
    expect(weights(model)).toHaveLength(expected.manifest.files.length - 1);
    expect(model.manifest.golden).toEqual(expected.manifest.golden);
    expect(model.manifest.scoring).toEqual(expected.manifest.scoring);
    const { vectors } = runFolderPaths('');
    expect(await readFile(join(fromDisk, vectors))).toEqual(await readFile(join(inMemory, vectors)));

    const [own, other] = [await reportOf(fromDisk), await reportOf(inMemory)];
    expect(own.epochs).toEqual(other.epochs);
    const { evaluation } = own;
    expect(evaluation.people).toEqual(other.evaluation.people);
    expect(evaluation.rows).toEqual(other.evaluation.rows);
    const absent = ['itemKnn', 'ease', 'easePopularity', 'ials'];
    for (const { name, result, absent: why } of evaluation.systems) {
      if (absent.includes(name)) expect(why).toContain('streamed from disk');
      else expect(result).toEqual(other.evaluation.systems.find((system) => system.name === name)!.result);
    }
    expect(evaluation.systems.map(({ name }) => name)).toEqual(
      other.evaluation.systems.map(({ name }) => name),
    );
    expect([own.people, own.decisions]).toEqual([40, 600]);
    expect(other.notes).toEqual([]);
    expect(own.notes).toEqual([
      '600 decisions were streamed from disk: more than streamAboveDecisions, 0.',
      `The test ranks for ${evaluation.people.test} of the ${evaluation.people.test} people in it, drawn at random.`,
      'What needs all likes in memory is not measured: the other baselines, and estimates from logged impressions.',
    ]);
    expect(model.notes).toEqual(own.notes);
    // No person's decisions stay behind.
    expect(await readdir(fromDisk)).toEqual(await readdir(inMemory));
  });

  it('goes on to the same files after an interruption, with the histories that it had ordered', async () => {
    const undisturbed = await train(streamed, newRun());
    const runFolder = newRun();
    const controller = new AbortController();
    const stopped = catchError(() =>
      train(streamed, runFolder, {
        signal: controller.signal,
        onProgress: (done, _, detail) => {
          if (done === 9 && detail.startsWith('loss')) controller.abort(new Error('stop'));
        },
      }),
    );
    expect(await stopped).toEqual(new Error('stop'));
    expect(existsSync(historiesPath(runFolderPaths(runFolder).checkpoint))).toBe(true);
    const details: string[] = [];
    const resumed = await train(streamed, runFolder, {
      onProgress: (_, __, detail) => details.push(detail),
    });
    expect(details[0]).toMatch(/^loss/);
    expect(resumed.manifest.files).toEqual(undisturbed.manifest.files);
    expect(resumed.manifest.metrics).toEqual(undisturbed.manifest.metrics);
  });

  it('ranks for a sample of people where so many are not asked for', async () => {
    const runFolder = newRun();
    const { manifest } = await train(streamed, runFolder, { settings: { ...config, streamTestPeople: 5 } });
    expect(manifest.metrics.model!.people).toBe(5);
    const { evaluation, notes } = await reportOf(runFolder);
    expect(evaluation.people).toMatchObject({ testUsed: 5 });
    expect(notes[1]).toMatch(/^The test ranks for 5 of the \d\d people/);
  });

  it('compares with the version that serves', async () => {
    const runFolder = newRun();
    const { manifest } = await train(streamed, runFolder);
    const paths = runFolderPaths(runFolder);
    const [artifact, vectors] = [await readArtifact(paths.artifact), await readItemVectors(paths.vectors)];
    const active = { version: 'v1', artifact, vectors, absent: null };
    const again = await train(streamed, newRun(), { active });
    expect(again.manifest.metrics.active).toEqual(manifest.metrics.model);
  });
});

describe('trainFromDatabase() with a dataset', () => {
  const settings = ['backend=wasm', 'dim=8', 'epochs=3', 'batchSize=20', 'tables=trained', 'baselines=[]'];
  const run = (set: string[]) =>
    trainFromDatabase({
      preset: 'quickstart',
      dataset: `validated/training@${manifest.version}`,
      set: [...settings, ...set],
      root,
      runsFolder: join(root, 'runs'),
    });

  it('streams more decisions than it may read', async () => {
    const streaming = await run(['streamAboveDecisions=599']);
    const reading = await run(['streamAboveDecisions=600']);
    expect(streaming.model.notes).toHaveLength(3);
    expect(reading.model.notes).toEqual([]);
    expect(streaming.model.manifest.files).toEqual(reading.model.manifest.files);
    const report = await reportOf(streaming.runFolder);
    expect(report).toMatchObject({ dataset: `validated/training@${manifest.version}`, decisions: 600 });
    expect(await readFile(runFolderPaths(streaming.runFolder).trainingReport, 'utf8')).toContain(
      'streamed from disk',
    );
  });

  it('refuses shares that are not those of the dataset', async () => {
    const shares = ['streamAboveDecisions=0', 'trainShare=0.7'];
    expect(await catchError(() => run(shares))).toMatchObject({ code: 'INVALID_CONFIG' });
  });
});
