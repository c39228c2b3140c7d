export interface SymmetricEigen {
  /** Descending, [n]. */
  values: Float64Array;
  /** Row i is the unit eigenvector of value i, [n, n]. */
  vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix [n, n]: Householder's tridiagonal form, then QL with implicit
 * shifts (EISPACK tred2 and tql2; Wilkinson and Reinsch, 1971). Vectors are kept as rows, so that a rotation runs along
 * memory. About 6 n^3 operations.
 * @throws RangeError when the matrix holds values that are not finite.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (!matrix.every(Number.isFinite))
    throw new RangeError('Cannot find eigenvalues: the matrix holds values that are not finite');
  const { diagonal, offDiagonal, vectors } = tridiagonalise(matrix.slice(), n);
  solveTridiagonal(diagonal, offDiagonal, vectors);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const sorted = new Float64Array(n * n);
  for (const [to, from] of order.entries()) sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  return { values: Float64Array.from(order, (at) => diagonal[at]!), vectors: sorted };
}

interface Tridiagonal {
  /** [n] */
  diagonal: Float64Array;
  /** Entry i stands between i and i + 1; the last is 0. [n] */
  offDiagonal: Float64Array;
  /** P with A = transpose(P) T P, [n, n]. */
  vectors: Float64Array;
}

function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const reflectors: (Float64Array | null)[] = [];
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    if (k === n - 1) break;
    const { reflector, beta } = reflectorOf(a.subarray(k * n + k + 1, (k + 1) * n));
    offDiagonal[k] = beta;
    reflectors.push(reflector);
    if (reflector) reflectBlock(a, n, k + 1, reflector);
  }
  // P is the product of all reflections, the last one first.
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const reflector = reflectors[k];
    if (reflector) reflectColumns(vectors, n, k + 1, reflector);
  }
  return { diagonal, offDiagonal, vectors };
}

/** v with |v|^2 = 2, so that I - v transpose(v) turns x into beta e_1; null where x is that already. */
function reflectorOf(x: Float64Array): { reflector: Float64Array | null; beta: number } {
  let tail = 0;
  for (let i = 1; i < x.length; i++) tail += x[i]! * x[i]!;
  if (tail === 0) return { reflector: null, beta: x[0]! };
  const norm = Math.sqrt(x[0]! * x[0]! + tail);
  const beta = x[0]! > 0 ? -norm : norm;
  const reflector = x.slice();
  reflector[0] = x[0]! - beta;
  const scale = Math.sqrt(2 / (reflector[0] * reflector[0] + tail));
  for (let i = 0; i < reflector.length; i++) reflector[i] = reflector[i]! * scale;
  return { reflector, beta };
}

/** A := H A H on the block from (first, first) on, for H = I - v transpose(v): A - v w' - w v', w = Av - (v'Av / 2) v. */
function reflectBlock(a: Float64Array, n: number, first: number, v: Float64Array): void {
  const size = v.length;
  const w = new Float64Array(size);
  let form = 0;
  for (let i = 0; i < size; i++) {
    const row = (first + i) * n + first;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += a[row + j]! * v[j]!;
    w[i] = sum;
    form += sum * v[i]!;
  }
  for (let i = 0; i < size; i++) w[i] = w[i]! - (form / 2) * v[i]!;
  for (let i = 0; i < size; i++) {
    const row = (first + i) * n + first;
    const vi = v[i]!;
    const wi = w[i]!;
    for (let j = 0; j < size; j++) a[row + j] = a[row + j]! - vi * w[j]! - wi * v[j]!;
  }
}

/** P := P H, where H changes the coordinates from `first` on; rows above `first` hold none of them. */
function reflectColumns(p: Float64Array, n: number, first: number, v: Float64Array): void {
  for (let row = first; row < n; row++) {
    const at = row * n + first;
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += p[at + j]! * v[j]!;
    for (let j = 0; j < v.length; j++) p[at + j] = p[at + j]! - sum * v[j]!;
  }
}

/** Turns T into its eigenvalues and the rows of `z` with it. */
function solveTridiagonal(d: Float64Array, e: Float64Array, z: Float64Array): void {
  const n = d.length;
  for (let low = 0; low < n; low++) {
    for (let round = 0; ; round++) {
      let high = low;
      while (
        high < n - 1 &&
        Math.abs(e[high]!) > Number.EPSILON * (Math.abs(d[high]!) + Math.abs(d[high + 1]!))
      )
        high++;
      if (high === low) break;
      if (round === 60) throw new RangeError('Cannot find eigenvalues: QL does not converge');
      sweep({ d, e, z }, low, high);
    }
  }
}

/** One QL step with Wilkinson's shift on the block low .. high. */
function sweep(
  { d, e, z }: { d: Float64Array; e: Float64Array; z: Float64Array },
  low: number,
  high: number,
): void {
  const half = (d[low + 1]! - d[low]!) / (2 * e[low]!);
  const root = Math.hypot(half, 1);
  let g = d[high]! - d[low]! + e[low]! / (half + (half >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = d[i + 1]! - p;
      e[high] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = g + p;
    g = cosine * t - b;
    rotateRows(z, d.length, i, { sine, cosine });
  }
  d[low] = d[low]! - p;
  e[low] = g;
  e[high] = 0;
}

function rotateRows(
  z: Float64Array,
  n: number,
  row: number,
  { sine, cosine }: { sine: number; cosine: number },
): void {
  const upper = row * n;
  const lower = upper + n;
  for (let k = 0; k < n; k++) {
    const below = z[lower + k]!;
    const above = z[upper + k]!;
    z[lower + k] = sine * above + cosine * below;
    z[upper + k] = cosine * above - sine * below;
  }
}
