import { describe, expect, it } from 'vitest';
import { chooseIndexWidth, indexFromItems } from '../../../batch/publish/choose-index-width.ts';
import { prefixRecall } from '../../../batch/publish/prefix-recall.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';

/** Ids from 1 on; `dim` is small, for what counts are the rows. */
const table = (rows: number, dim: number, embeddings: Float32Array) => ({
  dim,
  itemIds: Array.from({ length: rows }, (_, row) => row + 1),
  embeddings,
});

describe('prefixRecall()', () => {
  const rows = 2000;
  const recall = (vectors: ReturnType<typeof table>, width: number) =>
    prefixRecall(vectors, { width, probes: 8, random: createRandom(1) });

  it('is 1 where the prefix is all there is', () => {
    const values = seededNumbers(3, rows * 4, 1).map((value, at) => (at % 4 < 2 ? value : 0));
    expect(recall(table(rows, 4, unitRows(values, 4)), 2)).toBe(1);
  });

  it('is what chance gives where the prefix says nothing: 400 of 2,000', () => {
    const values = seededNumbers(4, rows * 4, 1).map((value, at) => (at % 4 < 2 ? value * 1e-3 : value));
    // Mean of 800 draws of probability .2: a standard deviation of .014.
    expect(Math.abs(recall(table(rows, 4, values), 2) - 0.2)).toBeLessThan(0.1);
  });

  it('is 0 where an item would not be in the index', () => {
    const values = new Float32Array(rows * 4).fill(0.5);
    values.fill(0, 400, 402);
    expect(recall(table(rows, 4, values), 2)).toBe(0);
    expect(recall(table(rows, 4, new Float32Array(rows * 4).fill(0.5)), 2)).toBe(1);
  });
});

describe('chooseIndexWidth()', () => {
  const dim = 260;
  /** Four coordinates that vary, zeros, and four more behind the prefix that vary by `tail` times as much. */
  const values = (tail: number) => {
    const drawn = seededNumbers(5, indexFromItems * dim, 1);
    const scaleOf = (column: number) => (column < 4 ? 1 : column < 256 ? 0 : tail);
    return unitRows(
      drawn.map((value, at) => value * scaleOf(at % dim)),
      dim,
    );
  };

  it('builds no index for few items', () => {
    const rows = indexFromItems - 1;
    expect(chooseIndexWidth(table(rows, 1, new Float32Array(rows).fill(1)))).toBeNull();
  });

  it('takes the prefix where it ranks as the whole does, and the whole where not', () => {
    expect(chooseIndexWidth(table(indexFromItems, dim, values(0)))).toBe(256);
    expect(chooseIndexWidth(table(indexFromItems, dim, values(3)))).toBe(dim);
  });
});

/** Every row at unit length: by inner product and by cosine they then rank alike. */
function unitRows(values: Float32Array, dim: number): Float32Array {
  for (let start = 0; start < values.length; start += dim) {
    const row = values.subarray(start, start + dim);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    row.forEach((value, at) => {
      row[at] = value / norm;
    });
  }
  return values;
}
