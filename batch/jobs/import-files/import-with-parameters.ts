import { resolve } from 'node:path';
import { readImportMapping } from '../../ingest/files/read-import-mapping.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import type { Shard } from '../runner/job-definition.ts';
import { importFiles } from './import-files.ts';
import type { ImportEnvironment } from './import-options.ts';
import type { ImportParameters } from './import-parameters.ts';
import type { ImportReport } from './import-report.ts';

/** Imports with a DuckDB of its own. */
export async function importWithParameters(
  env: Omit<ImportEnvironment, 'duck'>,
  { parameters, shard, dryRun }: { parameters: ImportParameters; shard: Shard | null; dryRun: boolean },
): Promise<ImportReport> {
  const { mapping, memoryMb, paths, ...options } = parameters;
  const { temp } = dataRootPaths(env.dataRoot);
  const duck = await openDuckDb({ tempFolder: temp, memoryMegabytes: memoryMb });
  try {
    return await importFiles(
      { ...env, duck },
      {
        ...options,
        paths: paths.map((path) => resolve(path)),
        ...(shard && { shard }),
        ...(mapping !== undefined && { mapping: await readImportMapping(mapping) }),
        dryRun,
      },
    );
  } finally {
    await duck.close();
  }
}
