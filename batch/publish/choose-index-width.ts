import { createRandom } from '../random/create-random.ts';
import type { ItemVectors } from './item-vectors.ts';
import { prefixRecall } from './prefix-recall.ts';

/** Below this many items an exact scan is fast enough and finds everything. */
export const indexFromItems = 5000;
/** Width of the prefix that find_near_page_items asks for. */
export const prefixWidth = 256;

const probes = 32;
const leastRecall = 0.995;

/**
 * How many coordinates of the embeddings an index is built of: none for a small catalogue; the prefix where it tells
 * nearly as well who is near as the whole does, and the whole where not.
 */
export function chooseIndexWidth(
  vectors: Pick<ItemVectors, 'dim' | 'itemIds' | 'embeddings'>,
): number | null {
  if (vectors.itemIds.length < indexFromItems) return null;
  const recall = prefixRecall(vectors, { width: prefixWidth, probes, random: createRandom(1) });
  return recall >= leastRecall ? prefixWidth : vectors.dim;
}
