import type { ModelManifest } from '../../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';
// By its own path, so that a deployment, which follows relative imports, takes the types along.
import type { Graph } from '../../_vendor/tfjs/tfjs.d.ts';
import { dispose, loadGraph, startWasm, tensor2d } from '../../_vendor/tfjs/tfjs.js';

export interface UserTower {
  manifest: ModelManifest;
  /** Input of shape [3 * dim] (shared/features/build-user-input.ts) to a unit vector of shape [dim]. */
  embed(input: Float32Array): Float32Array;
  /** Gives the weights' memory back; `embed` must not be called afterwards. */
  dispose(): void;
}

export interface UserTowerFiles {
  manifest: ModelManifest;
  modelJson: Uint8Array;
  weights: Uint8Array<ArrayBuffer>;
}

/** @throws AppError ARTIFACT_CORRUPT when TF.js cannot read the graph. */
export async function createUserTower({ manifest, modelJson, weights }: UserTowerFiles): Promise<UserTower> {
  await startWasm();
  const graph = readGraph();
  const width = 3 * manifest.dim;
  return { manifest, embed, dispose: () => graph.dispose() };

  function readGraph(): Graph {
    try {
      return loadGraph(JSON.parse(new TextDecoder().decode(modelJson)), weights.buffer);
    } catch (cause) {
      throw new AppError(
        'ARTIFACT_CORRUPT',
        `Cannot read the user tower of ${manifest.version} as a GraphModel`,
        {
          cause,
        },
      );
    }
  }

  function embed(input: Float32Array): Float32Array {
    const x = tensor2d(input, [1, width]);
    try {
      const embedding = graph.execute({ x }, 'embedding');
      try {
        return embedding.dataSync().slice();
      } finally {
        dispose(embedding);
      }
    } finally {
      dispose(x);
    }
  }
}
