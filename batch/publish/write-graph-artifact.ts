import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/contracts/model-manifest.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../shared/features/hash-feature-spec.ts';
import { goldenVectors } from './golden-vectors.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import { quantiseGraph } from './graph-model/quantise-graph.ts';

/** What a manifest says of where a model comes from. */
export interface ArtifactOrigin {
  createdAt: Date;
  gitCommit: string | null;
  preset: string;
  config: Record<string, unknown>;
  seed: number;
  itemCount: number;
  datasetFingerprint: string;
  scoring: ModelManifest['scoring'];
  metrics: ModelManifest['metrics'];
  gate?: ModelManifest['gate'];
}

export interface GraphArtifactInput extends ArtifactOrigin {
  /** In float32, as `serialiseGraph` writes them: `x` -> `embedding`. */
  userTower: GraphModel;
  /** `id_embedding`, `content` -> `history_input`, `embedding`; null where new items get no vectors. */
  itemTower: GraphModel | null;
  spec: FeatureSpec;
  /** Default float32. */
  dtype?: ModelManifest['dtype'];
}

/**
 * Writes a version's artifact into `folder`, which is replaced as a whole, and returns its manifest. The version
 * is named by time and by the stored weights; the golden vectors are those of the stored graph.
 */
export async function writeGraphArtifact(folder: string, input: GraphArtifactInput): Promise<ModelManifest> {
  const { spec, dtype = 'float32' } = input;
  const stored = (graph: GraphModel) => (dtype === 'float16' ? quantiseGraph(graph) : graph);
  const userTower = stored(input.userTower);
  const itemTower = input.itemTower && stored(input.itemTower);
  const contents: Record<string, Uint8Array> = {
    [artifactPaths.featureSpec]: Buffer.from(JSON.stringify(spec)),
    [artifactPaths.metrics]: Buffer.from(JSON.stringify(input.metrics, null, 2)),
    [artifactPaths.userTowerModel]: Buffer.from(userTower.modelJson),
    [artifactPaths.userTowerWeights]: userTower.weights,
    ...(itemTower && {
      [artifactPaths.itemTowerModel]: Buffer.from(itemTower.modelJson),
      [artifactPaths.itemTowerWeights]: itemTower.weights,
    }),
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
    dtype,
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
    gate: input.gate ?? null,
  } satisfies ModelManifest);
  await replaceFolder(folder, {
    ...contents,
    [artifactPaths.manifest]: Buffer.from(JSON.stringify(manifest, null, 2)),
  });
  return manifest;
}

/** A killed process leaves the old folder or the new one, and perhaps a `.partial` that the next one removes. */
async function replaceFolder(folder: string, contents: Record<string, Uint8Array>): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(contents)) {
    await mkdir(dirname(join(partial, path)), { recursive: true });
    await writeFile(join(partial, path), bytes);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
