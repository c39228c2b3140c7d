import { createRandom } from '../random/create-random.ts';
import { shuffle } from '../random/shuffle.ts';

/** At most `limit` of the positions 0 to `count` - 1, drawn at random; ascending. */
export function drawSample(count: number, { limit, seed }: { limit: number; seed: number }): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  if (count <= limit) return order;
  shuffle(order, createRandom(seed, count));
  return order.slice(0, limit).sort();
}
