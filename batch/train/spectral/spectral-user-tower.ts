import type { ModelTables } from '../../io/model-tables.ts';
import type { TrainingConfig } from '../training-config.ts';

/** Likes as they are, plus `recentWeight` times the recent likes, minus `nopeWeight` times the nopes. */
export function spectralUserTower(
  dim: number,
  { recentWeight, nopeWeight }: TrainingConfig['spectral'],
): ModelTables['userTower'] {
  const kernel = new Float32Array(3 * dim * dim);
  for (const [block, weight] of [1, recentWeight, -nopeWeight].entries()) {
    for (let row = 0; row < dim; row++) kernel[(block * dim + row) * dim + row] = weight;
  }
  return { kernel, bias: new Float32Array(dim) };
}
