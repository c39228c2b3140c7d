/** The regularised least squares of one side of iALS; the other side's factors are fixed. */
export interface IalsSide {
  /** Factors of the other side, [count, dim]. */
  factors: Float32Array;
  dim: number;
  /** alpha * FᵀF, [dim, dim]: what unobserved pairs ask for. */
  gram: Float32Array;
  /** Ridge of a row with n likes: lambda * (n + alpha * count). */
  lambda: number;
  alpha: number;
}

/** alpha * FᵀF of factors [count, dim]. */
export function gramOf(factors: Float32Array, { dim, alpha }: { dim: number; alpha: number }): Float32Array {
  const sums = new Float64Array(dim * dim);
  for (let start = 0; start < factors.length; start += dim) {
    for (let row = 0; row < dim; row++) {
      const value = factors[start + row]!;
      const offset = row * dim;
      for (let column = 0; column <= row; column++)
        sums[offset + column]! += value * factors[start + column]!;
    }
  }
  const gram = new Float32Array(dim * dim);
  for (let row = 0; row < dim; row++)
    for (let column = 0; column <= row; column++)
      gram[row * dim + column] = gram[column * dim + row] = alpha * sums[row * dim + column]!;
  return gram;
}

/**
 * Makes a function that improves `x` in place by conjugate gradients on
 * (alpha FᵀF + sum of f fᵀ over the likes + ridge I) x = sum of f over the likes, where the ridge grows with the
 * number of likes (Hu, Koren and Volinsky, 2008; Rendle et al., 2021; conjugate gradients after Takács et al.,
 * 2011). It stops after `steps`, or when the residual has fallen to 10⁻⁴ of the right side.
 */
export function ialsSolver(side: IalsSide): (x: Float32Array, likes: Int32Array, steps: number) => void {
  const { factors, dim, gram, lambda, alpha } = side;
  const count = factors.length / dim;
  const residual = new Float32Array(dim);
  const direction = new Float32Array(dim);
  const product = new Float32Array(dim);

  const multiply = (vector: Float32Array, likes: Int32Array): void => {
    const ridge = lambda * (likes.length + alpha * count);
    multiplyGram(gram, vector, product);
    for (let at = 0; at < dim; at++) product[at]! += ridge * vector[at]!;
    for (let entry = 0; entry < likes.length; entry++) {
      const start = likes[entry]! * dim;
      const dot = dotAt(factors, start, vector);
      for (let at = 0; at < dim; at++) product[at]! += dot * factors[start + at]!;
    }
  };

  return (x, likes, steps) => {
    if (likes.length === 0) {
      x.fill(0);
      return;
    }
    residual.fill(0);
    for (let entry = 0; entry < likes.length; entry++) {
      const start = likes[entry]! * dim;
      for (let at = 0; at < dim; at++) residual[at]! += factors[start + at]!;
    }
    const enough = 1e-8 * squaredNorm(residual);
    multiply(x, likes);
    for (let at = 0; at < dim; at++) residual[at]! -= product[at]!;
    direction.set(residual);
    let norm = squaredNorm(residual);
    for (let step = 0; step < steps && norm > enough; step++) {
      multiply(direction, likes);
      let curvature = 0;
      for (let at = 0; at < dim; at++) curvature += direction[at]! * product[at]!;
      const length = norm / curvature;
      for (let at = 0; at < dim; at++) {
        x[at]! += length * direction[at]!;
        residual[at]! -= length * product[at]!;
      }
      const next = squaredNorm(residual);
      const share = next / norm;
      for (let at = 0; at < dim; at++) direction[at] = residual[at]! + share * direction[at]!;
      norm = next;
    }
  };
}

/** product = gram · vector; four rows at once, as a sum would wait for itself. */
function multiplyGram(gram: Float32Array, vector: Float32Array, product: Float32Array): void {
  const dim = vector.length;
  const even = dim - (dim % 4);
  for (let row = 0; row < even; row += 4) {
    const first = row * dim;
    const second = first + dim;
    const third = second + dim;
    const fourth = third + dim;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < dim; at++) {
      const value = vector[at]!;
      a += gram[first + at]! * value;
      b += gram[second + at]! * value;
      c += gram[third + at]! * value;
      d += gram[fourth + at]! * value;
    }
    product[row] = a;
    product[row + 1] = b;
    product[row + 2] = c;
    product[row + 3] = d;
  }
  for (let row = even; row < dim; row++) product[row] = dotAt(gram, row * dim, vector);
}

/** Product of `vector` with as many numbers of `table`; four sums at once. */
function dotAt(table: Float32Array, start: number, vector: Float32Array): number {
  const length = vector.length;
  const even = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < even; at += 4) {
    a += table[start + at]! * vector[at]!;
    b += table[start + at + 1]! * vector[at + 1]!;
    c += table[start + at + 2]! * vector[at + 2]!;
    d += table[start + at + 3]! * vector[at + 3]!;
  }
  for (let at = even; at < length; at++) a += table[start + at]! * vector[at]!;
  return a + b + c + d;
}

function squaredNorm(vector: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += vector[at]! * vector[at]!;
  return sum;
}
