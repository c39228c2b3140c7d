import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/contracts/model-manifest.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../shared/features/hash-feature-spec.ts';
import { goldenVectors } from './golden-vectors.ts';
import { buildItemTowerGraph } from './graph-model/build-item-tower-graph.ts';
import { buildUserTowerGraph } from './graph-model/build-user-tower-graph.ts';

export interface ArtifactInput {
  /** Row-major: kernel [3 * dim, dim], bias [dim], content [contentWidth, dim]. */
  parameters: { kernel: Float32Array; bias: Float32Array; content: Float32Array };
  spec: FeatureSpec;
  createdAt: Date;
  gitCommit: string | null;
  preset: string;
  config: Record<string, unknown>;
  seed: number;
  itemCount: number;
  datasetFingerprint: string;
  scoring: ModelManifest['scoring'];
  metrics: ModelManifest['metrics'];
}

/**
 * Writes a version's artifact into `folder`, which is replaced as a whole, and returns its manifest. The version
 * is named by time and by the weights: two runs never share a name.
 */
export async function writeArtifact(folder: string, input: ArtifactInput): Promise<ModelManifest> {
  const { spec, parameters } = input;
  const userTower = buildUserTowerGraph(parameters, spec.dim);
  const contentWidth = parameters.content.length / spec.dim;
  const itemTower = buildItemTowerGraph(
    { contentKernel: parameters.content },
    { dim: spec.dim, contentWidth },
  );
  const contents: Record<string, Uint8Array> = {
    [artifactPaths.featureSpec]: Buffer.from(JSON.stringify(spec)),
    [artifactPaths.metrics]: Buffer.from(JSON.stringify(input.metrics, null, 2)),
    [artifactPaths.userTowerModel]: Buffer.from(userTower.modelJson),
    [artifactPaths.userTowerWeights]: userTower.weights,
    [artifactPaths.itemTowerModel]: Buffer.from(itemTower.modelJson),
    [artifactPaths.itemTowerWeights]: itemTower.weights,
  };
  const stamp = input.createdAt.toISOString().replace(/\D/g, '').slice(0, 14);
  const manifest = modelManifestSchema.parse({
    format: 'adult-matching/two-tower@1',
    version: `v${stamp}-${sha256(userTower.weights).slice(0, 8)}`,
    createdAt: input.createdAt.toISOString(),
    gitCommit: input.gitCommit,
    preset: input.preset,
    config: input.config,
    seed: input.seed,
    dim: spec.dim,
    dtype: 'float32',
    distance: 'inner_product',
    itemCount: input.itemCount,
    datasetFingerprint: input.datasetFingerprint,
    featureSpecHash: await hashFeatureSpec(spec),
    history: spec.history,
    scoring: input.scoring,
    files: Object.entries(contents).map(([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: sha256(bytes),
    })),
    golden: await goldenVectors(userTower, spec.dim),
    metrics: input.metrics,
  } satisfies ModelManifest);

  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(contents)) {
    await mkdir(dirname(join(partial, path)), { recursive: true });
    await writeFile(join(partial, path), bytes);
  }
  await writeFile(join(partial, artifactPaths.manifest), JSON.stringify(manifest, null, 2));
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return manifest;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
