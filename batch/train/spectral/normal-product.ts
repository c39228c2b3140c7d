import { columnCounts } from '../column-counts.ts';
import type { LikeMatrix } from '../like-matrix.ts';

export interface DegreeExponents {
  personExponent: number;
  itemExponent: number;
}

/**
 * transpose(N) N Q for N = D_u^-a R D_i^-b, the likes R scaled by the degrees D of people and items. Q and the result
 * are [items, width], row-major. One pass over people: a row of N Q is used and forgotten, so neither it nor a
 * transposed R is held.
 */
export function normalProduct(
  likes: LikeMatrix,
  q: Float32Array,
  { width, personExponent, itemExponent }: DegreeExponents & { width: number },
): Float32Array {
  const { starts, indices } = likes;
  const itemScales = Float32Array.from(columnCounts(likes), (degree) =>
    degree === 0 ? 0 : degree ** -itemExponent,
  );
  const result = new Float32Array(q.length);
  const row = new Float32Array(width);
  for (let person = 0; person < likes.rows; person++) {
    const from = starts[person]!;
    const to = starts[person + 1]!;
    if (from === to) continue;
    row.fill(0);
    for (let at = from; at < to; at++) {
      const item = indices[at]!;
      addScaled(row, 0, q, item * width, itemScales[item]!, width);
    }
    const personScale = (to - from) ** (-2 * personExponent);
    for (let at = from; at < to; at++) {
      const item = indices[at]!;
      addScaled(result, item * width, row, 0, personScale * itemScales[item]!, width);
    }
  }
  return result;
}

function addScaled(
  target: Float32Array,
  to: number,
  source: Float32Array,
  from: number,
  scale: number,
  width: number,
): void {
  // Four at a time: V8 makes no vector code, and the loop's own cost is half of such a short body.
  const whole = width - (width % 4);
  for (let column = 0; column < whole; column += 4) {
    const t = to + column;
    const s = from + column;
    target[t] = target[t]! + scale * source[s]!;
    target[t + 1] = target[t + 1]! + scale * source[s + 1]!;
    target[t + 2] = target[t + 2]! + scale * source[s + 2]!;
    target[t + 3] = target[t + 3]! + scale * source[s + 3]!;
  }
  for (let column = whole; column < width; column++) {
    target[to + column] = target[to + column]! + scale * source[from + column]!;
  }
}
