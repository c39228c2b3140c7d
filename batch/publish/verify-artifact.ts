import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { encoderVersion, type FeatureSpec, featureSpecSchema } from '../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../shared/features/hash-feature-spec.ts';
import { goldenError } from './golden-error.ts';
import { loadGraph } from './graph-model/load-graph.ts';
import { itemTowerInputs } from './item-tower-inputs.ts';
import type { Artifact } from './read-artifact.ts';

const goldenTolerance = 1e-5;
const unitTolerance = 1e-3;

/**
 * What an artifact promises beyond its hashes, which reading it has checked: the feature spec is the manifest's and
 * this code's, the stored tower gives the golden vectors, the item tower runs. One line for each thing that holds.
 * The backend must have been selected.
 * @throws AppError FEATURE_SPEC_MISMATCH, GOLDEN_VECTOR_MISMATCH or ARTIFACT_CORRUPT for the first that does not.
 */
export async function verifyArtifact({ manifest, files }: Artifact): Promise<string[]> {
  for (const path of [
    artifactPaths.featureSpec,
    artifactPaths.userTowerModel,
    artifactPaths.userTowerWeights,
  ]) {
    if (!files.has(path)) throw corrupt(manifest, `its manifest lists no ${path}`);
  }
  const lines = [`${files.size} files: bytes and sha256`];
  const spec = await checkSpec(manifest, files.get(artifactPaths.featureSpec)!);
  lines.push(`feature spec ${manifest.featureSpecHash.slice(0, 12)}, encoder ${spec.encoderVersion}`);
  lines.push(await checkGolden(manifest, files));
  if (files.has(artifactPaths.itemTowerModel)) lines.push(await checkItemTower(manifest, files, spec));
  return lines;
}

async function checkSpec(manifest: ModelManifest, bytes: Buffer): Promise<FeatureSpec> {
  const mismatch = (why: string, cause?: unknown) =>
    new AppError('FEATURE_SPEC_MISMATCH', `Cannot use the feature spec of ${manifest.version}: ${why}`, {
      cause,
    });
  let spec: FeatureSpec;
  try {
    spec = featureSpecSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw mismatch('it does not have the form that this code knows', cause);
  }
  if ((await hashFeatureSpec(spec)) !== manifest.featureSpecHash) {
    throw mismatch('its hash is not the one in the manifest');
  }
  if (spec.encoderVersion !== encoderVersion) {
    throw mismatch(`it is for encoder ${spec.encoderVersion}, this code has encoder ${encoderVersion}`);
  }
  if (spec.dim !== manifest.dim) throw mismatch(`it is ${spec.dim} wide, the manifest says ${manifest.dim}`);
  const differing = (['likeLimit', 'recentLimit', 'nopeLimit', 'halfLifePositions'] as const).find(
    (name) => spec.history[name] !== manifest.history[name],
  );
  if (differing) throw mismatch(`it and the manifest differ in history.${differing}`);
  return spec;
}

async function checkGolden(manifest: ModelManifest, files: ReadonlyMap<string, Buffer>): Promise<string> {
  const { seed, error } = await goldenError(manifest, files).catch((cause: unknown) => {
    throw corrupt(manifest, `its user tower cannot be run: ${(cause as Error).message}`, cause);
  });
  // Written so that NaN fails too.
  if (!(error <= goldenTolerance)) {
    throw new AppError(
      'GOLDEN_VECTOR_MISMATCH',
      `Cannot use ${manifest.version}: golden vector ${seed} is off by ${error}`,
      { hint: 'The towers or the manifest were changed after training: train or import again.' },
    );
  }
  return `${manifest.golden.length} golden vectors, off by ${error.toExponential(1)} at most`;
}

async function checkItemTower(
  manifest: ModelManifest,
  files: ReadonlyMap<string, Buffer>,
  spec: FeatureSpec,
): Promise<string> {
  const weights = files.get(artifactPaths.itemTowerWeights);
  if (!weights) throw corrupt(manifest, `its manifest lists no ${artifactPaths.itemTowerWeights}`);
  const { width } = contentLayout(spec);
  const content = new Float32Array(width);
  content[0] = 1;
  try {
    const modelJson = files.get(artifactPaths.itemTowerModel)!.toString();
    const graph = await loadGraph({ modelJson, weights: new Uint8Array(weights) });
    const inputs = itemTowerInputs(graph, { content, rows: 1, dim: spec.dim });
    const [history, embedding] = graph.run({ rows: 1, inputs, outputs: ['history_input', 'embedding'] });
    graph.dispose();
    if (history!.length !== spec.dim || embedding!.length !== spec.dim) {
      throw new Error(`its outputs are ${history!.length} and ${embedding!.length} wide`);
    }
    const length = Math.hypot(...embedding!);
    // An item without known content may be nothing to a tower without a constant.
    if (!(Math.abs(length - 1) <= unitTolerance || length === 0))
      throw new Error(`its output has length ${length}`);
  } catch (cause) {
    throw corrupt(manifest, `its item tower cannot be used: ${(cause as Error).message}`, cause);
  }
  return `item tower: content of ${width} to ${spec.dim}`;
}

function corrupt(manifest: ModelManifest, why: string, cause?: unknown): AppError {
  return new AppError('ARTIFACT_CORRUPT', `Cannot use ${manifest.version}: ${why}`, {
    hint: 'Train or import it again.',
    cause,
  });
}
