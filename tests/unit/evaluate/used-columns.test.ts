import { expect, it } from 'vitest';
import { usedColumns } from '../../../batch/evaluate/used-columns.ts';

it('usedColumns() gives the columns in which something stands', () => {
  const table = Float32Array.of(1, 0, 0, 0, /**/ 0, 0, -2, 0);
  expect([...usedColumns(table, { dim: 4, end: 4 })]).toEqual([0, 2]);
  expect([...usedColumns(table, { dim: 4, end: 2 })]).toEqual([0]);
  expect([...usedColumns(new Float32Array(8), { dim: 4, end: 4 })]).toEqual([0]);
});
