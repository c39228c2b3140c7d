import { artifactPaths } from '../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { goldenInput } from '../../shared/features/golden-input.ts';
import { runUserTower } from './run-user-tower.ts';

/**
 * Recomputes the golden vectors from the stored tower: the largest difference of a value, with its seed. NaN where a
 * value is none. `files` by path.
 */
export async function goldenError(
  manifest: ModelManifest,
  files: ReadonlyMap<string, Buffer>,
): Promise<{ seed: number; error: number }> {
  const tower = {
    modelJson: files.get(artifactPaths.userTowerModel)!.toString(),
    weights: new Uint8Array(files.get(artifactPaths.userTowerWeights)!),
  };
  const inputs = manifest.golden.map(({ seed }) => goldenInput(seed, 3 * manifest.dim));
  const embeddings = await runUserTower(tower, manifest.dim, inputs);
  let worst = { seed: manifest.golden[0]!.seed, error: 0 };
  for (const [index, { seed, embedding }] of manifest.golden.entries()) {
    const computed = embeddings[index]!;
    const error =
      computed.length === embedding.length
        ? Math.max(...embedding.map((value, at) => Math.abs(value - computed[at]!)))
        : Number.NaN;
    // Written so that NaN is worse than anything.
    if (!(error <= worst.error)) worst = { seed, error };
    if (Number.isNaN(error)) break;
  }
  return worst;
}
