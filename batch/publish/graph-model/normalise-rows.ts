import type { GraphConstant, GraphOperation } from './graph-definition.ts';

/**
 * Operations that scale each row of `input`, shape [batch, width], to unit length: x / sqrt(max(sum(x^2), 1e-12)).
 * A row of zeros stays zeros. The result carries the name `output`.
 */
export function normaliseRows(
  input: string,
  output: string,
): { constants: GraphConstant[]; operations: GraphOperation[] } {
  return {
    constants: [
      { name: 'row_axis', shape: [1], values: Int32Array.of(-1) },
      { name: 'smallest_sum_of_squares', shape: [], values: Float32Array.of(1e-12) },
    ],
    operations: [
      { name: 'squares', op: 'Square', inputs: [input] },
      {
        name: 'sum_of_squares',
        op: 'Sum',
        inputs: ['squares', 'row_axis'],
        attributes: { Tidx: { type: 'DT_INT32' }, keep_dims: { b: true } },
      },
      { name: 'safe_sum_of_squares', op: 'Maximum', inputs: ['sum_of_squares', 'smallest_sum_of_squares'] },
      { name: 'inverse_norm', op: 'Rsqrt', inputs: ['safe_sum_of_squares'] },
      { name: output, op: 'Mul', inputs: [input, 'inverse_norm'] },
    ],
  };
}
