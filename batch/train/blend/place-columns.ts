/** Adds `scale` times the first columns of `from` to their places in the rows of `to`. */
export function placeColumns(
  to: { values: Float32Array; dim: number },
  from: { values: Float32Array; dim: number },
  { columns, scale = 1 }: { columns: Int32Array; scale?: number },
): void {
  const rows = from.values.length / from.dim;
  for (let row = 0; row < rows; row++) {
    const target = row * to.dim;
    const source = row * from.dim;
    for (let at = 0; at < columns.length; at++) {
      const place = target + columns[at]!;
      to.values[place] = to.values[place]! + scale * from.values[source + at]!;
    }
  }
}
