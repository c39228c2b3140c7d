import { artifactPaths } from '../../../../shared/contracts/artifact-paths.ts';
import { checkFeatureSpec } from './check-feature-spec.ts';
import { checkGoldenVectors } from './check-golden-vectors.ts';
import type { DownloadArtifact } from './create-artifact-download.ts';
import { createUserTower, type UserTower } from './create-user-tower.ts';
import { readArtifactFile } from './read-artifact-file.ts';
import { readManifest, type TowerReference } from './read-manifest.ts';

/**
 * Loads a published user tower and checks the whole chain: database -> manifest -> files -> features -> outputs.
 * @throws AppError ARTIFACT_MISSING, MANIFEST_MISMATCH, ARTIFACT_CORRUPT, FEATURE_SPEC_MISMATCH or
 *   GOLDEN_VECTOR_MISMATCH; nothing stays in memory then.
 */
export async function loadUserTower(
  reference: TowerReference,
  { download }: { download: DownloadArtifact },
): Promise<UserTower> {
  const manifest = await readManifest(reference, download);
  const [spec, modelJson, weights] = await Promise.all([
    readArtifactFile(artifactPaths.featureSpec, { manifest, download }),
    readArtifactFile(artifactPaths.userTowerModel, { manifest, download }),
    readArtifactFile(artifactPaths.userTowerWeights, { manifest, download }),
  ]);
  await checkFeatureSpec(spec, manifest);
  const tower = await createUserTower({ manifest, modelJson, weights });
  try {
    checkGoldenVectors(tower);
    return tower;
  } catch (error) {
    tower.dispose();
    throw error;
  }
}
