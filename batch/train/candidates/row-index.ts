/** Numbers items in the order in which they are added: item i of the catalogue is row `rowOf(i)` of a step's tables. */
export interface RowIndex {
  /** The item's row, a new one when it had none. */
  add(item: number): number;
  /** -1 for an item without a row. */
  rowOf(item: number): number;
  /** The items so far, by row. */
  items(): Int32Array;
}

export function createRowIndex(catalogue: number): RowIndex {
  const rows = new Int32Array(catalogue).fill(-1);
  const items: number[] = [];
  return {
    add(item) {
      if (rows[item] === -1) rows[item] = items.push(item) - 1;
      return rows[item]!;
    },
    rowOf: (item) => rows[item]!,
    items: () => Int32Array.from(items),
  };
}
