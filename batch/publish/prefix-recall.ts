import type { Random } from '../random/create-random.ts';
import type { ItemVectors } from './item-vectors.ts';

const nearest = 100;
/** As find_near_page_items takes. */
const overFetch = 4;

/**
 * Mean share, over probes, of the 100 nearest items by inner product that are among the 400 nearest by the cosine of their
 * first `width` coordinates. A probe is an item or the sum of three, as a person is a mix of items. 0 where an item's
 * prefix is all zero: an index of prefixes would not hold it.
 */
export function prefixRecall(
  { dim, itemIds, embeddings }: Pick<ItemVectors, 'dim' | 'itemIds' | 'embeddings'>,
  { width, probes, random }: { width: number; probes: number; random: Random },
): number {
  const items = itemIds.length;
  const inverseNorms = new Float32Array(items);
  for (let item = 0; item < items; item++) {
    const prefix = embeddings.subarray(item * dim, item * dim + width);
    const norm = Math.sqrt(prefix.reduce((sum, value) => sum + value * value, 0));
    if (norm === 0) return 0;
    inverseNorms[item] = 1 / norm;
  }
  let recall = 0;
  const whole = new Float32Array(items);
  const prefix = new Float32Array(items);
  for (let probe = 0; probe < probes; probe++) {
    const query = new Float32Array(dim);
    for (let drawn = 0; drawn < (probe % 2 === 0 ? 1 : 3); drawn++) {
      const from = Math.floor(random() * items) * dim;
      for (let at = 0; at < dim; at++) query[at]! += embeddings[from + at]!;
    }
    for (let item = 0; item < items; item++) {
      const start = item * dim;
      const head = dot(query, embeddings, { start, from: 0, to: width });
      whole[item] = head + dot(query, embeddings, { start, from: width, to: dim });
      prefix[item] = head * inverseNorms[item]!;
    }
    const leastWhole = rankedValue(whole, nearest);
    const leastPrefix = rankedValue(prefix, nearest * overFetch);
    let [near, found] = [0, 0];
    for (let item = 0; item < items; item++) {
      if (whole[item]! < leastWhole) continue;
      near++;
      if (prefix[item]! >= leastPrefix) found++;
    }
    recall += found / near / probes;
  }
  return recall;
}

function dot(
  query: Float32Array,
  rows: Float32Array,
  { start, from, to }: { start: number; from: number; to: number },
): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += query[at]! * rows[start + at]!;
  return sum;
}

/** The `rank`th largest value, or the smallest where there are fewer. */
function rankedValue(values: Float32Array, rank: number): number {
  return values.toSorted()[Math.max(0, values.length - rank)]!;
}
