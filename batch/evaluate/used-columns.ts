/** Columns below `end` in which some row of a table [n, dim] is not 0, ascending; the first one where none is. */
export function usedColumns(table: Float32Array, { dim, end }: { dim: number; end: number }): Int32Array {
  const isUsed = new Uint8Array(end);
  for (let start = 0; start < table.length; start += dim) {
    for (let column = 0; column < end; column++) if (table[start + column] !== 0) isUsed[column] = 1;
  }
  const used = Int32Array.from(isUsed.keys()).filter((column) => isUsed[column] === 1);
  return used.length === 0 ? Int32Array.of(0) : used;
}
