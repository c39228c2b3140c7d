import type { GraphModel } from './graph-model.ts';
import { matMul } from './mat-mul.ts';
import { normaliseRows } from './normalise-rows.ts';
import { serialiseGraph } from './serialise-graph.ts';

export interface ItemTowerShape {
  dim: number;
  /** `contentLayout(spec).width`. */
  contentWidth: number;
}

/**
 * The item tower as a GraphModel: `id_embedding` [-1, dim] (zeros for an item the model never saw) and `content`
 * [-1, contentWidth] -> `history_input` [-1, dim] = id_embedding + content · contentKernel, and `embedding`
 * [-1, dim], the same at unit length. `contentKernel` has shape [contentWidth, dim], row-major.
 * @throws RangeError when the kernel has another size.
 */
export function buildItemTowerGraph(
  { contentKernel }: { contentKernel: Float32Array },
  { dim, contentWidth }: ItemTowerShape,
): GraphModel {
  const normalised = normaliseRows('history_input', 'embedding');
  return serialiseGraph({
    inputs: [
      { name: 'id_embedding', width: dim },
      { name: 'content', width: contentWidth },
    ],
    constants: [
      { name: 'content_kernel', shape: [contentWidth, dim], values: contentKernel },
      ...normalised.constants,
    ],
    operations: [
      {
        name: 'content_embedding',
        op: 'MatMul',
        inputs: ['content', 'content_kernel'],
        attributes: matMul,
      },
      { name: 'history_input', op: 'AddV2', inputs: ['id_embedding', 'content_embedding'] },
      ...normalised.operations,
    ],
    outputs: [
      { name: 'history_input', width: dim },
      { name: 'embedding', width: dim },
    ],
  });
}
