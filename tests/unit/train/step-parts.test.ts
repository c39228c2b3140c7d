import { describe, expect, it } from 'vitest';
import { clipGradients } from '../../../batch/train/clip-gradients.ts';
import { compactColumns } from '../../../batch/train/compact-columns.ts';
import { hasStalled, isBestYet } from '../../../batch/train/early-stopping.ts';
import { prefixWidths } from '../../../batch/train/loss/prefix-widths.ts';
import { createScratch } from '../../../batch/train/scratch.ts';
import { sparseMatrix } from '../../../batch/train/sparse-matrix.ts';
import { sparseRows } from '../../../batch/train/sparse-rows.ts';
import { stepTables } from '../../../batch/train/step-tables.ts';
import { toDense } from './support/to-dense.ts';
import { zeroParameters } from './support/zero-parameters.ts';

const matrix = sparseMatrix([
  { indices: [4, 1], values: [1, 2] },
  { indices: [], values: [] },
  { indices: [1], values: [3] },
]);

describe('sparseRows()', () => {
  it('gives rows in the order asked for, one more than once too', () => {
    const rows = sparseRows(matrix, Int32Array.of(2, 1, 0, 2));
    expect(toDense(rows, 5)).toEqual([
      [0, 3, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 2, 0, 0, 1],
      [0, 3, 0, 0, 0],
    ]);
  });
});

describe('compactColumns()', () => {
  it('leaves out the columns in which nothing stands', () => {
    const { matrix: compact, columns } = compactColumns(matrix, 6);
    expect([...columns]).toEqual([1, 4]);
    expect(toDense(compact, 2)).toEqual([
      [2, 1],
      [0, 0],
      [3, 0],
    ]);
  });
});

describe('stepTables()', () => {
  it('gathers rows, hides the id of a candidate but not of what is pooled, and names the content used', () => {
    const parameters = {
      ...zeroParameters({ items: 3, contentWidth: 6, dim: 1 }),
      itemIds: Float32Array.of(100, 200, 300),
      content: Float32Array.of(1, 10, 1, 1, 5, 1),
    };
    const settings = {
      rows: Int32Array.of(2, 0),
      hidden: Uint8Array.of(1),
      dim: 1,
      scratch: createScratch(),
    };
    const tables = stepTables(parameters, matrix, settings);
    // Item 2: 300 + 3 * 10; item 0: 100 + 5 + 2 * 10. The candidate is item 2 without its id.
    expect([...tables.history]).toEqual([330, 125]);
    expect([...tables.candidates]).toEqual([30]);
    expect([...tables.contentRows]).toEqual([1, 4]);
    expect(toDense(tables.content, 2)).toEqual([
      [3, 0],
      [2, 1],
    ]);
  });
});

describe('createScratch()', () => {
  it('gives zeros of the length asked for, in the same memory under a name', () => {
    const scratch = createScratch();
    const first = scratch.zeros('a', 4).fill(7);
    const other = scratch.zeros('b', 4).fill(5);
    const second = scratch.zeros('a', 2);
    expect([...second]).toEqual([0, 0]);
    expect(second.buffer).toBe(first.buffer);
    expect([...first]).toEqual([0, 0, 7, 7]);
    expect([...other]).toEqual([5, 5, 5, 5]);
    expect([...scratch.zeros('a', 9)]).toEqual(new Array(9).fill(0));
  });
});

describe('clipGradients()', () => {
  // Norm: sqrt(1 + 4 + 4 + 16) = 5.
  const gradients = () => ({
    itemIds: { rows: Int32Array.of(3), values: Float32Array.of(1) },
    content: { rows: Int32Array.of(0), values: Float32Array.of(2) },
    kernel: Float32Array.of(-2),
    bias: Float32Array.of(4),
  });
  const values = ({ itemIds, content, kernel, bias }: ReturnType<typeof gradients>) =>
    [itemIds.values[0]!, content.values[0]!, kernel[0]!, bias[0]!] as number[];

  it('scales all gradients by one factor where they are too long together', () => {
    const clipped = gradients();
    clipGradients(clipped, 2.5);
    expect(values(clipped)).toEqual([0.5, 1, -1, 2]);
  });

  it.each([0, 5, 6])('leaves them as they are at %d', (clipNorm) => {
    const same = gradients();
    clipGradients(same, clipNorm);
    expect(values(same)).toEqual([1, 2, -2, 4]);
  });
});

describe('prefixWidths()', () => {
  it('has each prefix below the width once, none at weight 0', () => {
    expect(prefixWidths({ prefixes: [64, 256, 64, 768], weight: 0.3 }, 256)).toEqual([64]);
    expect(prefixWidths({ prefixes: [64], weight: 0 }, 256)).toEqual([]);
  });
});

describe('early stopping', () => {
  const measured = (...qualities: number[]) => qualities.map((quality, epoch) => ({ epoch, quality }));

  it('isBestYet() wants more than all before', () => {
    expect(isBestYet([])).toBe(false);
    expect(isBestYet(measured(0))).toBe(true);
    expect(isBestYet(measured(0.2, 0.1, 0.3))).toBe(true);
    expect(isBestYet(measured(0.2, 0.1, 0.2))).toBe(false);
  });

  it('hasStalled() counts measurements since the best', () => {
    expect(hasStalled([], 1)).toBe(false);
    expect(hasStalled(measured(0.2, 0.1, 0.2), 2)).toBe(true);
    expect(hasStalled(measured(0.2, 0.1, 0.3), 2)).toBe(false);
    expect(hasStalled(measured(0.2, 0.1, 0.1), 3)).toBe(false);
    expect(hasStalled(measured(0.2, 0.1, 0.1, 0.1, 0.1), 0)).toBe(false);
  });
});
