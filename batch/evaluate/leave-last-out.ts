import type { TrainingSet } from '../io/training-set.ts';
import { createRandom } from '../random/create-random.ts';

/**
 * The same decisions with each person's last like in the test part, the one before it in the validation part and
 * the rest in the training part; a nope goes with the like before it. Within a part the order is that of time, and
 * drawn at random for equal times: the order of the catalogue would make the newest items everybody's last. People
 * with fewer than three likes train only. The split is over rows, so `evaluationCases` reads it like any other.
 */
export function leaveLastOut(data: TrainingSet, { seed }: { seed: number }): TrainingSet {
  const timeline = timeOrder(data, seed);
  const people = data.personKeys.length;
  const last = new Int32Array(people).fill(-1);
  const before = new Int32Array(people).fill(-1);
  const likes = new Int32Array(people);
  for (const [position, row] of timeline.entries()) {
    if (!data.isLike[row]) continue;
    const person = data.personIndex[row]!;
    before[person] = last[person]!;
    last[person] = position;
    likes[person]!++;
  }
  const parts: [number[], number[], number[]] = [[], [], []];
  for (const [position, row] of timeline.entries()) {
    const person = data.personIndex[row]!;
    const splits = likes[person]! >= 3;
    const part = splits && position >= last[person]! ? 2 : splits && position >= before[person]! ? 1 : 0;
    parts[part]!.push(row);
  }
  const order = parts.flat();
  return {
    ...data,
    personIndex: Int32Array.from(order, (row) => data.personIndex[row]!),
    itemIndex: Int32Array.from(order, (row) => data.itemIndex[row]!),
    isLike: Uint8Array.from(order, (row) => data.isLike[row]!),
    decidedAt: Float64Array.from(order, (row) => data.decidedAt[row]!),
    split: { trainEnd: parts[0].length, validationEnd: parts[0].length + parts[1].length },
  };
}

/** Rows by time, equal times in an order drawn at random. */
function timeOrder({ decidedAt }: TrainingSet, seed: number): Int32Array {
  const random = createRandom(seed, decidedAt.length);
  const draws = Float64Array.from(decidedAt, () => random());
  return Int32Array.from(decidedAt.keys()).sort(
    (a, b) => decidedAt[a]! - decidedAt[b]! || draws[a]! - draws[b]!,
  );
}
