import { AppError } from '../../../../shared/errors/app-error.ts';
import { goldenInput } from '../../../../shared/features/golden-input.ts';
import type { UserTower } from './create-user-tower.ts';

const tolerance = 1e-5;

/**
 * Recomputes the outputs that were recorded when the model was published: it proves that these weights on this
 * backend give the vectors that the items were placed against.
 * @throws AppError GOLDEN_VECTOR_MISMATCH when a value is off by more than 1e-5, or the tower cannot be run.
 */
export function checkGoldenVectors({ manifest, embed }: UserTower): void {
  for (const { seed, embedding } of manifest.golden) {
    const computed = run(() => embed(goldenInput(seed, 3 * manifest.dim)), manifest.version);
    const agrees =
      computed.length === manifest.dim &&
      embedding.length === manifest.dim &&
      // Written so that NaN does not agree with anything.
      computed.every((value, index) => Math.abs(value - embedding[index]!) <= tolerance);
    if (!agrees) throw mismatch(manifest.version, `the output for seed ${seed} is not the recorded one`);
  }
}

function run(embed: () => Float32Array, version: string): Float32Array {
  try {
    return embed();
  } catch (cause) {
    throw mismatch(version, 'the graph cannot be run', cause);
  }
}

function mismatch(version: string, problem: string, cause?: unknown): AppError {
  return new AppError('GOLDEN_VECTOR_MISMATCH', `Cannot use the user tower of ${version}: ${problem}`, {
    cause,
  });
}
