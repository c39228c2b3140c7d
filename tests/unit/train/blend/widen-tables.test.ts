import { expect, test } from 'vitest';
import { widenTables } from '../../../../batch/train/blend/widen-tables.ts';

const tables = {
  dim: 1,
  historyInputs: Float32Array.of(3, 5),
  embeddings: Float32Array.of(1, 1),
  userTower: { kernel: Float32Array.of(7, 8, 9), bias: Float32Array.of(2) },
  itemTower: { kind: 'trained' as const, contentKernel: Float32Array.of(4) },
};

test('widenTables() puts zeros after every row and column', () => {
  expect(widenTables(tables, 2)).toEqual({
    dim: 2,
    historyInputs: Float32Array.of(3, 0, 5, 0),
    embeddings: Float32Array.of(1, 0, 1, 0),
    userTower: { kernel: Float32Array.of(7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0), bias: Float32Array.of(2, 0) },
    itemTower: { kind: 'trained', contentKernel: Float32Array.of(4, 0) },
  });
});

test('widenTables() leaves tables that are wide enough', () => {
  expect(widenTables(tables, 1)).toBe(tables);
});
