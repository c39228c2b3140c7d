import { describe, expect, it } from 'vitest';
import { sparseMatrix } from '../../../batch/train/sparse-matrix.ts';
import { trainedTables } from '../../../batch/train/trained-tables.ts';
import { zeroParameters } from './support/zero-parameters.ts';

const content = sparseMatrix([
  { indices: [0], values: [1] },
  { indices: [], values: [] },
  { indices: [0], values: [2] },
]);
const parameters = {
  ...zeroParameters({ items: 3, contentWidth: 1, dim: 2 }),
  itemIds: Float32Array.of(2, 3, 0, 0, 0, -2),
  content: Float32Array.of(1, 1),
};

describe('trainedTables()', () => {
  it('keeps the history inputs as they are and gives embeddings unit length', () => {
    const tables = trainedTables(parameters, content, 2);
    // [2, 3] + [1, 1] = [3, 4], 5 long; nothing at all; [0, -2] + 2 * [1, 1] = [2, 0].
    expect([...tables.historyInputs]).toEqual([3, 4, 0, 0, 2, 0]);
    for (const [at, expected] of [0.6, 0.8, 0, 0, 1, 0].entries())
      expect(tables.embeddings[at]).toBeCloseTo(expected, 6);
    expect(tables.userTower).toEqual({ kernel: parameters.kernel, bias: parameters.bias });
    expect(tables.itemTower).toEqual({ kind: 'trained', contentKernel: parameters.content });
    expect(tables.dim).toBe(2);
  });
});
