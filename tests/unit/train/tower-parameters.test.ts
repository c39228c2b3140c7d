import { describe, expect, it } from 'vitest';
import { copyParameters, initialParameters, parameterNames } from '../../../batch/train/tower-parameters.ts';
import { tinyConfig } from './support/tiny-config.ts';

const shape = { items: 500, contentWidth: 300, dim: 4 };

describe('initialParameters()', () => {
  it('hands likes, recent likes and nopes through at 1, 0.3 and -0.1', () => {
    const { kernel } = initialParameters({ items: 1, contentWidth: 1, dim: 2 }, tinyConfig());
    const [recent, nope] = [Math.fround(0.3), Math.fround(-0.1)];
    expect([...kernel]).toEqual([1, 0, 0, 1, recent, 0, 0, recent, nope, 0, 0, nope]);
  });

  it('draws the rest around 0: ids with the standard deviation asked for, content with a fifth', () => {
    const { itemIds, content } = initialParameters(shape, tinyConfig({ initScale: 0.5 }));
    const deviation = (values: Float32Array) =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    // The standard error is scale / sqrt(2 n): 2.2 % and 2.9 % of an n of 2000 and 1200 at most; four of them.
    expect(Math.abs(deviation(itemIds) / 0.5 - 1)).toBeLessThan(4 / Math.sqrt(2 * 2000));
    expect(Math.abs(deviation(content) / 0.1 - 1)).toBeLessThan(4 / Math.sqrt(2 * 1200));
  });

  it('is the same for a seed and another for another, with no two tables from one stream', () => {
    const [a, b, other] = [1, 1, 2].map((seed) => initialParameters(shape, tinyConfig({ seed })));
    expect(a).toEqual(b);
    expect(a!.itemIds[0]).not.toBe(other!.itemIds[0]);
    const firsts = [a!.itemIds[0]!, 5 * a!.content[0]!, 5 * a!.bias[0]!].map((value) => value.toFixed(6));
    expect(new Set(firsts).size).toBe(3);
  });
});

describe('copyParameters()', () => {
  it('gives equal parameters that no longer change with the old ones', () => {
    const parameters = initialParameters(shape, tinyConfig());
    const copy = copyParameters(parameters);
    expect(copy).toEqual(parameters);
    for (const name of parameterNames) {
      const before = copy[name][0];
      parameters[name].fill(9);
      expect(copy[name][0]).toBe(before);
    }
  });
});
