import { AppError } from '../../../shared/errors/app-error.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { type ItemVectors, readItemVectors } from '../../publish/item-vectors.ts';
import { readVectorsParquet } from '../../publish/read-vectors-parquet.ts';

/**
 * Item vectors from a `.parquet` file, or else from one in the form of a run's vectors.bin.
 * @throws AppError INVALID_DATA, ARTIFACT_MISSING or ARTIFACT_CORRUPT; INVALID_DATA for another width than `dim`.
 */
export async function readGivenVectors(
  duck: Duck,
  path: string,
  { dim }: { dim: number },
): Promise<ItemVectors> {
  if (/\.(parquet|pq)$/i.test(path)) return readVectorsParquet(duck, path, { dim });
  const vectors = await readItemVectors(path);
  if (vectors.dim === dim) return vectors;
  throw new AppError('INVALID_DATA', `Cannot use ${path}: its vectors are ${vectors.dim} wide, not ${dim}`, {
    hint: 'Towers and item vectors must come from one model.',
  });
}
