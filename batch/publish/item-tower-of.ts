import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import { type FeatureSpec, featureSpecSchema } from '../../shared/features/feature-spec.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import type { Artifact } from './read-artifact.ts';
import { verifyArtifact } from './verify-artifact.ts';

/**
 * The item tower of an artifact with the vocabularies that it was trained with, or null where the artifact has none. The
 * artifact is verified. The backend must have been selected.
 * @throws AppError as verifyArtifact does.
 */
export async function itemTowerOf(
  artifact: Artifact,
): Promise<{ tower: GraphModel; spec: FeatureSpec } | null> {
  await verifyArtifact(artifact);
  const { files } = artifact;
  const modelJson = files.get(artifactPaths.itemTowerModel);
  const weights = files.get(artifactPaths.itemTowerWeights);
  if (!modelJson || !weights) return null;
  return {
    tower: { modelJson: modelJson.toString(), weights: new Uint8Array(weights) },
    spec: featureSpecSchema.parse(JSON.parse(files.get(artifactPaths.featureSpec)!.toString())),
  };
}
