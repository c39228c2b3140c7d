import type { Client } from 'pg';
import { loadTrainingSet } from '../../../batch/jobs/build-training-set/load-training-set.ts';
import { publishModel } from '../../../batch/jobs/publish-model.ts';
import { writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { writeArtifact } from '../../../batch/publish/write-artifact.ts';
import { moveModel } from '../../../batch/release/move-model.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildFeatureSpec } from '../../../batch/train/build-feature-spec.ts';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { seededUnitRows } from './seeded-unit-rows.ts';

export interface SeededModelOptions {
  dbUrl: string;
  api: { url: string; secretKey: string };
  /** Receives the run, as a training would leave it. */
  runFolder: string;
}

/**
 * Publishes and activates a model of the full width whose weights were drawn, not trained: everything between the
 * artifact and a page is real but the taste. Returns its version.
 */
export async function publishSeededModel(database: Client, options: SeededModelOptions): Promise<string> {
  const { dbUrl, api, runFolder } = options;
  const config = trainingConfigSchema.parse({});
  const { trainShare, validationShare, streamAboveDecisions } = config;
  const settings = { trainShare, validationShare, streamAboveDecisions };
  const { data } = await loadTrainingSet(database, { root: runFolder, ...settings });
  const { dim } = config;
  const spec = buildFeatureSpec(data.items, config);
  const paths = runFolderPaths(runFolder);
  const rows = data.items.length;

  await selectBackend('wasm');
  await writeArtifact(paths.artifact, {
    tables: {
      userTower: {
        kernel: seededNumbers(1, 3 * dim * dim, 1 / Math.sqrt(dim)),
        bias: seededNumbers(2, dim, 0.1),
      },
      itemTower: {
        kind: 'trained',
        contentKernel: seededNumbers(3, contentLayout(spec).width * dim, 0.1),
      },
    },
    spec,
    createdAt: new Date(),
    gitCommit: null,
    preset: 'seeded',
    config,
    seed: config.seed,
    itemCount: rows,
    datasetFingerprint: data.fingerprint,
    scoring: {
      temperature: 0.1,
      popularityHalfLifeDays: 30,
      popularityWeights: [{ minLikes: 0, weight: 1 }],
    },
    metrics: {},
  });
  await writeItemVectors(paths.vectors, {
    dim,
    itemIds: data.items.map(({ id }) => id),
    embeddings: seededUnitRows(4, { rows, dim }),
    historyInputs: seededUnitRows(5, { rows, dim }),
  });
  const { version } = await publishModel(runFolder, { origin: 'flags', dbUrl, api });
  await moveModel(database, { version: version, to: 'active', by: 'test', reason: 'test' });
  return version;
}
