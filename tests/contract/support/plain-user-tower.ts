export interface PlainTower {
  dim: number;
  /** Shape [3 * dim, dim], row-major. */
  kernel: Float32Array;
  bias: Float32Array;
}

/** The user tower as a plain loop in double precision: what every runtime has to agree with. */
export function plainUserTower(input: Float32Array, { dim, kernel, bias }: PlainTower): Float64Array {
  const output = Float64Array.from(bias);
  for (let row = 0; row < 3 * dim; row++) {
    for (let column = 0; column < dim; column++) output[column]! += input[row]! * kernel[row * dim + column]!;
  }
  const sumOfSquares = output.reduce((sum, value) => sum + value * value, 0);
  const norm = Math.sqrt(Math.max(sumOfSquares, 1e-12));
  return output.map((value) => value / norm);
}
