import { seededNumbers } from '../../contract/support/seeded-numbers.ts';

/** Seeded rows of unit length, row-major [rows, dim]. */
export function seededUnitRows(seed: number, { rows, dim }: { rows: number; dim: number }): Float32Array {
  const values = seededNumbers(seed, rows * dim, 1);
  for (let start = 0; start < values.length; start += dim) {
    const row = values.subarray(start, start + dim);
    const norm = Math.hypot(...row);
    row.forEach((value, index) => {
      row[index] = value / norm;
    });
  }
  return values;
}
