import { describe, expect, it } from 'vitest';
import { itemTable } from '../../../batch/train/item-table.ts';
import { sparseMatrix } from '../../../batch/train/sparse-matrix.ts';
import { zeroParameters } from './support/zero-parameters.ts';

// Items with content [1, 0] and [1, 2]; dim 2.
const content = sparseMatrix([
  { indices: [0], values: [1] },
  { indices: [0, 1], values: [1, 2] },
]);
const parameters = {
  ...zeroParameters({ items: 2, contentWidth: 2, dim: 2 }),
  itemIds: Float32Array.of(1, 2, 3, 4),
  content: Float32Array.of(10, 20, 100, 200),
};

describe('itemTable()', () => {
  it('adds the content to the id embedding', () => {
    // [1, 2] + [10, 20]; [3, 4] + [10, 20] + 2 * [100, 200].
    expect([...itemTable(parameters, content, 2)]).toEqual([11, 22, 213, 424]);
  });
});
