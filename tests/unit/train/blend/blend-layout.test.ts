import { describe, expect, test } from 'vitest';
import { blendLayout } from '../../../../batch/train/blend/blend-layout.ts';
import { tinyConfig } from '../support/tiny-config.ts';

const layoutOf = (dim: number, trainedDim: number, prefix: number) =>
  blendLayout({
    ...tinyConfig({ dim, trainedDim, blend: { weights: [1], spectralDim: 4, spectralPrefix: 2 } }),
    spectral: { ...tinyConfig().spectral, prefix },
  });

describe('blendLayout()', () => {
  test('puts a prefix of both first', () => {
    // 12 wide, prefix 6: trained 0-3, spectral prefix 4-5, the other 4 trained 6-9, the other 2 spectral 10-11.
    const { trained, spectral } = layoutOf(12, 100, 6);
    expect([...trained]).toEqual([0, 1, 2, 3, 6, 7, 8, 9]);
    expect([...spectral]).toEqual([4, 5, 10, 11]);
  });

  test('leaves zeros where less is trained than there is room for', () => {
    const { trained, spectral } = layoutOf(12, 3, 6);
    expect([...trained]).toEqual([0, 1, 2]);
    expect([...spectral]).toEqual([3, 4, 6, 7]);
  });

  test('has one spectral part where the prefix is the whole', () => {
    const layout = layoutOf(8, 100, 256);
    expect([...layout.trained]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...layout.spectral]).toEqual([6, 7]);
    expect(layout.spectralPrefix).toBe(2);
  });

  test.each([
    [3, 2, 256],
    [300, 10, 256],
    [768, 256, 256],
    [768, 700, 256],
    [13, 2, 4],
  ])('gives every coordinate a column of its own within %d', (dim, trainedDim, prefix) => {
    const { trained, spectral } = layoutOf(dim, trainedDim, prefix);
    const columns = [...trained, ...spectral];
    expect(new Set(columns).size).toBe(columns.length);
    expect(Math.max(...columns)).toBeLessThan(dim);
    expect(Math.min(trained.length, spectral.length)).toBeGreaterThan(0);
  });
});
