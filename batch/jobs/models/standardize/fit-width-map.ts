import type { UserTowerWeights } from '../../../publish/graph-model/build-user-tower-graph.ts';
import type { ItemVectors } from '../../../publish/item-vectors.ts';
import { multiplyRows } from './multiply-rows.ts';
import { principalDirections } from './principal-directions.ts';
import { secondMoment } from './second-moment.ts';
import type { WidthMap } from './width-map.ts';

export interface FitInput {
  vectors: ItemVectors;
  /** Embeddings of people, [people, dim]. */
  users: Float32Array;
  /** Weights of a linear user tower; null for any other. */
  linear: UserTowerWeights | null;
}

/**
 * The map to fewer dimensions that keeps the inner products of users and items best. One coordinate is kept free: there
 * an item's embedding gets what the projection took of its length, while users have 0, so that the order of cosines is
 * that of the projected inner products. History inputs keep the directions that the user tower makes most of.
 */
export function fitWidthMap({ vectors, users, linear }: FitInput, to: number): WidthMap {
  const from = vectors.dim;
  const embedding = principalDirections(
    { a: secondMoment(users, from), b: secondMoment(vectors.embeddings, from) },
    { width: from, count: to - 1 },
  );
  const history = principalDirections(
    { a: secondMoment(vectors.historyInputs, from), b: reach(linear, { embedding, from, to }) },
    { width: from, count: to },
  );
  return { from, to, history, embedding, embeddingWidth: to - 1 };
}

/** Sum over the three pools of G G', where G = kernel block · embedding map: how far a direction moves a user. */
function reach(
  linear: UserTowerWeights | null,
  { embedding, from, to }: { embedding: Float32Array; from: number; to: number },
): Float64Array {
  const sum = new Float64Array(from * from);
  if (linear === null) {
    for (let at = 0; at < from; at++) sum[at * from + at] = 1;
    return sum;
  }
  const moved = multiplyRows(linear.kernel, embedding, { inner: from, outer: to - 1 });
  for (let block = 0; block < 3; block++) {
    const g = moved.subarray(block * from * (to - 1), (block + 1) * from * (to - 1));
    const squares = multiplyRows(g, g, { inner: to - 1, outer: from, transposed: true });
    for (let at = 0; at < sum.length; at++) sum[at] = sum[at]! + squares[at]!;
  }
  return sum;
}
