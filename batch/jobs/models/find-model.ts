import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { nearestName } from '../../config/nearest-name.ts';
import { connectIfReachable } from '../../io/connect-if-reachable.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { findRunFolder } from './find-run-folder.ts';
import { findRuns } from './find-runs.ts';
import { type PublishedModelRow, publishedModels } from './published-models.ts';

export interface FoundModel {
  manifest: ModelManifest;
  /** Run folder; null where the version is only published. */
  run: string | null;
  published: PublishedModelRow | null;
}

/**
 * A model by its version, by the name of its run or by its run folder; local runs go first.
 * @throws AppError MODEL_MISSING naming the nearest one, or what is wrong with a run's artifact.
 */
export async function findModel(
  reference: string,
  options: { root: string; dbUrl?: string | undefined },
): Promise<FoundModel> {
  const runs = await findRuns(options.root);
  const run = await findRunFolder(reference, { root: options.root, runs });
  const client = await connectIfReachable({ ...options, applicationName: 'matching models' });
  try {
    const manifest = run === null ? null : (await readArtifact(runFolderPaths(run).artifact)).manifest;
    const version = manifest?.version ?? reference;
    const published = client ? (await publishedModels(client, version))[0] : undefined;
    if (manifest) return { manifest, run, published: published ?? null };
    if (published?.manifest) return { manifest: published.manifest, run: null, published };
    const others = client ? (await publishedModels(client)).map((row) => row.version) : [];
    throw missing(
      reference,
      [...others, ...runs.flatMap((one) => one.manifest?.version ?? [])],
      client !== null,
    );
  } finally {
    await client?.end();
  }
}

function missing(reference: string, versions: readonly string[], database: boolean): AppError {
  const nearest = nearestName(reference, versions);
  return new AppError('MODEL_MISSING', `Cannot find a model ${reference}`, {
    hint:
      (nearest === undefined ? 'There are none here. ' : `Nearest: ${nearest}. `) +
      (database
        ? '"matching models list" shows all.'
        : 'No database was asked: none is named and no stack runs.'),
  });
}
