import * as tf from '@tensorflow/tfjs';

/** GFLOP/s of the selected backend on a product of two size x size matrices: the best of `runs`, after one unmeasured. */
export function matmulRate(size: number, runs: number): number {
  const a = tf.randomNormal([size, size], 0, 1, 'float32', 1);
  const b = tf.randomNormal([size, size], 0, 1, 'float32', 2);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= runs; run++) {
    const began = performance.now();
    const product = tf.matMul(a, b);
    // Some backends only begin when a value is asked for.
    product.dataSync();
    if (run > 0) best = Math.min(best, performance.now() - began);
    product.dispose();
  }
  tf.dispose([a, b]);
  return (2 * size ** 3) / best / 1e6;
}
