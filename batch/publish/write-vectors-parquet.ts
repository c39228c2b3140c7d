import { rename, rm } from 'node:fs/promises';
import { arrayValue, type DuckDBValue } from '@duckdb/node-api';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import type { ItemVectors } from './item-vectors.ts';

/**
 * Item vectors as a Parquet file, one row an item in their order: item_id int64, embedding and history_input lists of
 * `dim` float32. The file is complete or not there.
 */
export async function writeVectorsParquet(duck: Duck, path: string, vectors: ItemVectors): Promise<void> {
  const { dim } = vectors;
  const partial = `${path}.partial`;
  await duck.run(
    `create or replace temp table vectors_out (item_id bigint, embedding float[${dim}], history_input float[${dim}])`,
  );
  try {
    await duck.append('vectors_out', rowsOf(vectors));
    await duck.run(`copy vectors_out to ${sqlText(partial)} (format parquet)`);
    await rename(partial, path);
  } finally {
    await duck.run('drop table if exists vectors_out');
    await rm(partial, { force: true });
  }
}

function* rowsOf({ dim, itemIds, embeddings, historyInputs }: ItemVectors): Generator<DuckDBValue[]> {
  // The appender reads items by index: a view does as well as an array, and is not copied.
  const value = (table: Float32Array, row: number) =>
    arrayValue(table.subarray(row * dim, (row + 1) * dim) as unknown as number[]);
  for (const [row, id] of itemIds.entries()) {
    yield [BigInt(id), value(embeddings, row), value(historyInputs, row)];
  }
}
