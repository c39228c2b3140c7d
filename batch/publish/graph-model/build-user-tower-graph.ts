import type { GraphModel } from './graph-model.ts';
import { matMul } from './mat-mul.ts';
import { normaliseRows } from './normalise-rows.ts';
import { serialiseGraph } from './serialise-graph.ts';

export interface UserTowerWeights {
  /** Shape [3 * dim, dim], row-major. */
  kernel: Float32Array;
  /** Shape [dim]. */
  bias: Float32Array;
}

/**
 * The user tower as a GraphModel: `x` [-1, 3 * dim] -> `embedding` [-1, dim] = unit length of x · kernel + bias.
 * @throws RangeError when a weight has another size than `dim` asks for.
 */
export function buildUserTowerGraph({ kernel, bias }: UserTowerWeights, dim: number): GraphModel {
  const normalised = normaliseRows('z', 'embedding');
  return serialiseGraph({
    inputs: [{ name: 'x', width: 3 * dim }],
    constants: [
      { name: 'kernel', shape: [3 * dim, dim], values: kernel },
      { name: 'bias', shape: [dim], values: bias },
      ...normalised.constants,
    ],
    operations: [
      {
        name: 'x_kernel',
        op: 'MatMul',
        inputs: ['x', 'kernel'],
        attributes: matMul,
      },
      { name: 'z', op: 'BiasAdd', inputs: ['x_kernel', 'bias'] },
      ...normalised.operations,
    ],
    outputs: [{ name: 'embedding', width: dim }],
  });
}
