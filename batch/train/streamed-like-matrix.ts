import type { StreamedSet } from '../io/streamed-set.ts';
import type { LikeMatrix } from './like-matrix.ts';

/** likeMatrix() of streamed decisions: 4 bytes a like and 4 a person. */
export async function streamedLikeMatrix(
  data: StreamedSet,
  end: number,
  signal?: AbortSignal,
): Promise<LikeMatrix> {
  const items = data.items.length;
  const starts = new Int32Array(data.people + 1);
  // Of what is not written to, the system gives no memory.
  const indices = new Int32Array(end);
  /** Last person (+ 1) in whose decisions the item was met. */
  const met = new Int32Array(items);
  const own: { item: number; isLike: number }[] = [];
  let person = 0;
  let filled = 0;
  const finishPerson = (): void => {
    // The newest first: a pair that was decided on more than once counts as it was decided last.
    for (const { item, isLike } of own.reverse()) {
      if (met[item] === person + 1) continue;
      met[item] = person + 1;
      if (isLike === 0) continue;
      indices[filled++] = item;
    }
    indices.subarray(starts[person], filled).reverse();
    own.length = 0;
  };
  const goTo = (next: number): void => {
    finishPerson();
    while (person < next) starts[++person] = filled;
  };
  await data.eachByPerson(
    end,
    async (rows) => {
      for (const [at, next] of rows.people.entries()) {
        if (next !== person) goTo(next);
        own.push({ item: rows.items[at]!, isLike: rows.isLike[at]! });
      }
    },
    signal,
  );
  goTo(data.people);
  return { rows: data.people, columns: items, starts, indices: indices.subarray(0, filled) };
}
