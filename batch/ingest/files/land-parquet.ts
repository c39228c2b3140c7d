import type { DatasetContents } from '../../io/datasets/write-dataset.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import type { Landing } from './landing.ts';
import { stageParquet } from './stage-parquet.ts';
import { writeTables } from './write-tables.ts';

/** A broken file may take its DuckDB with it, so it gets one of its own. */
export async function landParquet(landing: Landing): Promise<DatasetContents> {
  const duck = await openDuckDb({ tempFolder: landing.scratch });
  try {
    return await writeTables({ ...landing, duck }, await stageParquet({ ...landing, duck }));
  } finally {
    await duck.close();
  }
}
