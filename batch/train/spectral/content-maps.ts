import { columnCounts } from '../column-counts.ts';
import type { LikeMatrix } from '../like-matrix.ts';
import type { SparseMatrix } from '../sparse-matrix.ts';
import type { TrainingConfig } from '../training-config.ts';
import { ridgeRegression } from './ridge-regression.ts';

/** Both [items, dim], row-major; slack coordinates hold nothing yet. */
export interface SpectralRows {
  historyInputs: Float32Array;
  embeddings: Float32Array;
}

export interface ContentMapOptions {
  likes: LikeMatrix;
  dim: number;
  spectral: TrainingConfig['spectral'];
  signal?: AbortSignal | undefined;
}

/**
 * Regressions from content onto both tables, each item weighted by its likes: what an item without likes is given.
 * Rows of items with few likes are drawn towards it, in place: likes / (likes + shrinkage) of the row is its own.
 */
export async function contentMaps(
  content: { matrix: SparseMatrix; width: number },
  rows: SpectralRows,
  { likes, dim, spectral, signal }: ContentMapOptions,
): Promise<{ historyKernel: Float32Array; embeddingKernel: Float32Array }> {
  const degrees = columnCounts(likes);
  const options = {
    contentWidth: content.width,
    width: dim,
    weights: Float32Array.from(degrees),
    ridge: spectral.contentRidge,
    signal,
  };
  const historyKernel = await ridgeRegression(content.matrix, rows.historyInputs, options);
  const embeddingKernel = await ridgeRegression(content.matrix, rows.embeddings, options);
  const blendOptions = { degrees, dim, shrinkage: spectral.contentShrinkage };
  blend(rows.historyInputs, { matrix: content.matrix, kernel: historyKernel }, blendOptions);
  blend(rows.embeddings, { matrix: content.matrix, kernel: embeddingKernel }, blendOptions);
  return { historyKernel, embeddingKernel };
}

function blend(
  table: Float32Array,
  { matrix, kernel }: { matrix: SparseMatrix; kernel: Float32Array },
  { degrees, dim, shrinkage }: { degrees: Int32Array; dim: number; shrinkage: number },
): void {
  for (const [item, degree] of degrees.entries()) {
    const own = degree === 0 ? 0 : degree / (degree + shrinkage);
    if (own === 1) continue;
    const to = item * dim;
    for (let at = to; at < to + dim; at++) table[at] = own * table[at]!;
    for (let entry = matrix.starts[item]!; entry < matrix.starts[item + 1]!; entry++) {
      const scale = (1 - own) * matrix.values[entry]!;
      const from = matrix.indices[entry]! * dim;
      for (let column = 0; column < dim; column++)
        table[to + column] = table[to + column]! + scale * kernel[from + column]!;
    }
  }
}
