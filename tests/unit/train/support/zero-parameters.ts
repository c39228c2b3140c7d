import type { TowerParameters, TowerShape } from '../../../../batch/train/tower-parameters.ts';

export function zeroParameters({ items, contentWidth, dim }: TowerShape): TowerParameters {
  return {
    itemIds: new Float32Array(items * dim),
    content: new Float32Array(contentWidth * dim),
    kernel: new Float32Array(3 * dim * dim),
    bias: new Float32Array(dim),
  };
}
