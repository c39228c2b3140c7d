import { join } from 'node:path';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { type Duck, openDuckDb } from '../../io/duckdb/open-duckdb.ts';

/** Runs `work` with a DuckDB that spills into the root's temp folder, and closes it. */
export async function withDuck<Result>(root: string, work: (duck: Duck) => Promise<Result>): Promise<Result> {
  const duck = await openDuckDb({ tempFolder: dataRootPaths(join(root, 'data')).temp });
  try {
    return await work(duck);
  } finally {
    await duck.close();
  }
}
