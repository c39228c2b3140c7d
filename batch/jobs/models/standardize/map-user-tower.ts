import {
  buildUserTowerGraph,
  type UserTowerWeights,
} from '../../../publish/graph-model/build-user-tower-graph.ts';
import type { GraphDefinition } from '../../../publish/graph-model/graph-definition.ts';
import type { GraphModel } from '../../../publish/graph-model/graph-model.ts';
import { normaliseRows } from '../../../publish/graph-model/normalise-rows.ts';
import { renameNodes } from '../../../publish/graph-model/rename-nodes.ts';
import { serialiseGraph } from '../../../publish/graph-model/serialise-graph.ts';
import { multiplyRows } from './multiply-rows.ts';
import type { WidthMap } from './width-map.ts';

const matMul = { transpose_a: { b: false }, transpose_b: { b: false } };

/**
 * A user tower for pools and embeddings in the other width: a linear one with new weights, any other between two
 * matrices, `x` [-1, 3 * to] -> the old pools -> the old tower -> `embedding` [-1, to] at unit length.
 */
export function mapUserTower(
  tower: GraphDefinition,
  linear: UserTowerWeights | null,
  map: WidthMap,
): GraphModel {
  const { from, to } = map;
  const outgoing = outgoingMatrix(map);
  if (linear) {
    const reach = multiplyRows(linear.kernel, outgoing, { inner: from, outer: to });
    const kernel = new Float32Array(3 * to * to);
    for (let block = 0; block < 3; block++) {
      const rows = transpose(reach.subarray(block * from * to, (block + 1) * from * to), from, to);
      // transpose(history) · block, as transpose(transpose(block) · history).
      const mapped = multiplyRows(rows, map.history, { inner: from, outer: to });
      kernel.set(transpose(mapped, to, to), block * to * to);
    }
    const bias = multiplyRows(linear.bias, outgoing, { inner: from, outer: to });
    return buildUserTowerGraph({ kernel, bias }, to);
  }
  const inner = renameNodes(tower, (name) => `original/${name}`);
  const normalised = normaliseRows('mapped', 'embedding');
  return serialiseGraph({
    inputs: [{ name: 'x', width: 3 * to }],
    constants: [
      { name: 'pools_matrix', shape: [3 * to, 3 * from], values: poolsMatrix(map) },
      { name: 'embedding_matrix', shape: [from, to], values: outgoing },
      ...inner.constants,
      ...normalised.constants,
    ],
    operations: [
      { name: 'original/x', op: 'MatMul', inputs: ['x', 'pools_matrix'], attributes: matMul },
      ...inner.operations,
      {
        name: 'mapped',
        op: 'MatMul',
        inputs: ['original/embedding', 'embedding_matrix'],
        attributes: matMul,
      },
      ...normalised.operations,
    ],
    outputs: [{ name: 'embedding', width: to }],
  });
}

/** [from, to]: a user has 0 where items have their slack. */
function outgoingMatrix({ from, to, embedding, embeddingWidth }: WidthMap): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let row = 0; row < from; row++) {
    matrix.set(embedding.subarray(row * embeddingWidth, (row + 1) * embeddingWidth), row * to);
  }
  return matrix;
}

/** [3 * to, 3 * from]: transpose(history) for each of the three pools. */
function poolsMatrix({ from, to, history }: WidthMap): Float32Array {
  const matrix = new Float32Array(9 * from * to);
  for (let block = 0; block < 3; block++) {
    for (let row = 0; row < to; row++) {
      const start = (block * to + row) * 3 * from + block * from;
      for (let column = 0; column < from; column++) matrix[start + column] = history[column * to + row]!;
    }
  }
  return matrix;
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column]!;
  }
  return result;
}
