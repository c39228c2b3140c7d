import type { ModelTables } from '../../io/model-tables.ts';
import { placeColumns } from './place-columns.ts';

/** Adds a user tower to a wider one: inputs and outputs both go to `columns`. */
export function placeUserTower(
  to: { tower: ModelTables['userTower']; dim: number },
  from: { tower: ModelTables['userTower']; dim: number },
  { columns }: { columns: Int32Array },
): void {
  for (let pool = 0; pool < 3; pool++) {
    for (let at = 0; at < columns.length; at++) {
      const target = (pool * to.dim + columns[at]!) * to.dim;
      const source = (pool * from.dim + at) * from.dim;
      placeColumns(
        { values: to.tower.kernel.subarray(target, target + to.dim), dim: to.dim },
        { values: from.tower.kernel.subarray(source, source + from.dim), dim: from.dim },
        { columns },
      );
    }
  }
  placeColumns(
    { values: to.tower.bias, dim: to.dim },
    { values: from.tower.bias, dim: from.dim },
    { columns },
  );
}
