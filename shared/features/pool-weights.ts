/**
 * Weights of a history of `count` decisions, newest first: 0.5 ^ (age / halfLifePositions), divided by their
 * Euclidean norm. A pool of independent unit vectors thus has about unit length however long the history is.
 * The database computes the same in app.pool_history.
 */
export function poolWeights(count: number, halfLifePositions: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, age) => 0.5 ** (age / halfLifePositions));
  const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return weights.map((weight) => weight / norm);
}
