/**
 * Indices of the `k` highest scores, best first; ties go to the lower index. Scores of -Infinity (history) and NaN
 * are left out. A heap of k: the catalogue is read once.
 */
export function topItems(scores: Float32Array, k: number): number[] {
  const capacity = Math.min(k, scores.length);
  if (capacity === 0) return [];
  const heap = new Int32Array(capacity);
  let size = 0;
  let bar = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item++) {
    // An equal score comes later and loses.
    if (!(scores[item]! > bar)) continue;
    if (size < capacity) {
      heap[size++] = item;
      if (size < capacity) continue;
      for (let at = (capacity >> 1) - 1; at >= 0; at--) sink(heap, scores, at);
    } else {
      heap[0] = item;
      sink(heap, scores, 0);
    }
    bar = scores[heap[0]!]!;
  }
  return Array.from(heap.subarray(0, size)).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** Restores the order below `start`: the worst item is on top. */
function sink(heap: Int32Array, scores: Float32Array, start: number): void {
  let at = start;
  const item = heap[at]!;
  const score = scores[item]!;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isWorse(scores, heap[child + 1]!, heap[child]!)) child++;
    const other = heap[child]!;
    if (scores[other]! > score || (scores[other] === score && other < item)) break;
    heap[at] = other;
    at = child;
  }
  heap[at] = item;
}

function isWorse(scores: Float32Array, a: number, b: number): boolean {
  return scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
}
