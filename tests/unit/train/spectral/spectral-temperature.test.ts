import { expect, test } from 'vitest';
import { spectralTemperature } from '../../../../batch/train/spectral/spectral-temperature.ts';

const rest = {
  dim: 2,
  userTower: { kernel: new Float32Array(12), bias: new Float32Array(2) },
  itemTower: { kind: 'trained' as const, contentKernel: new Float32Array(0) },
};

test('spectralTemperature() is the standard deviation of a person’s scores over the items', () => {
  // Both like item 0's direction, (2, 0), at unit length: scores .6 and -.6, deviation .6.
  const historyInputs = Float32Array.of(2, 0, 2, 0);
  const embeddings = Float32Array.of(0.6, 0.8, -0.6, 0.8);
  expect(spectralTemperature({ ...rest, historyInputs, embeddings })).toBeCloseTo(0.6, 6);
});

test('spectralTemperature() is 1 where nothing tells items apart', () => {
  const zeros = { historyInputs: new Float32Array(4), embeddings: Float32Array.of(0, 1, 0, 1) };
  expect(spectralTemperature({ ...rest, ...zeros })).toBe(1);
});
