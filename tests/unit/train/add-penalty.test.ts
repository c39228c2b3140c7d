import { expect, it } from 'vitest';
import { addPenalty } from '../../../batch/train/add-penalty.ts';

it('addPenalty() adds twice the weight times each row that has a gradient', () => {
  const gradient = { rows: Int32Array.of(2, 0), values: Float32Array.of(1, 1, 10, 10) };
  addPenalty(gradient, Float32Array.of(1, 2, 30, 40, 5, 6), 0.5);
  expect([...gradient.values]).toEqual([6, 7, 11, 12]);
  addPenalty(gradient, Float32Array.of(1, 2, 30, 40, 5, 6), 0);
  expect([...gradient.values]).toEqual([6, 7, 11, 12]);
});
