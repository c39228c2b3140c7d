/**
 * Indices of the `k` highest scores, best first; ties go to the lower index. Items in `excluded` are left out.
 * A heap of k: the catalogue is read once.
 */
export function topItems(scores: Float32Array, k: number, excluded: ReadonlySet<number>): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && a > b);
  const sink = (start: number): void => {
    let at = start;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && worse(heap[child]!, heap[worst]!)) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  };
  for (let item = 0; item < scores.length; item++) {
    if (heap.length === k && !worse(heap[0]!, item)) continue;
    if (excluded.has(item)) continue;
    if (heap.length < k) {
      heap.push(item);
      if (heap.length === k) for (let at = Math.floor(k / 2); at >= 0; at--) sink(at);
    } else {
      heap[0] = item;
      sink(0);
    }
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1));
}
