import { join } from 'node:path';
import type { BenchmarkReport } from '../../../shared/contracts/benchmark-report.ts';
import { presetsFolder } from '../../config/presets-folder.ts';
import { resolveConfig } from '../../config/resolve-config.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { trainingConfigSchema } from '../../train/training-config.ts';
import { writeJsonFile } from '../write-json-file.ts';
import type { BenchmarkFiles } from './benchmark-files.ts';
import { runBenchmark } from './run-benchmark.ts';

export interface BenchmarkFilesOptions extends BenchmarkFiles {
  preset: string;
  set: readonly string[];
  k: number;
  maxRejectShare: number;
  testPeople?: number | undefined;
  /** Where the report goes, as JSON. */
  report?: string | undefined;
  root: string;
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Settings are checked before files are read. What was read, and checkpoints, lie in the temporary folder of the data
 * root under names of their contents: started again after a kill it goes on, and ends the same.
 */
export async function benchmarkFromFiles(options: BenchmarkFilesOptions): Promise<BenchmarkReport> {
  const { preset, set, k, maxRejectShare, testPeople, root, onProgress, signal } = options;
  const config = await resolveConfig(trainingConfigSchema, { presetsFolder, preset, set });
  const { temp } = dataRootPaths(join(root, 'data'));
  const dataRoot = join(temp, 'benchmark');
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  try {
    const env = { dataRoot, duck, client: null, onProgress, ...(signal && { signal }) };
    const { train, test, valid, item } = options;
    const files = { train, test, valid, item };
    const report = await runBenchmark(env, { files, preset, config, k, maxRejectShare, testPeople });
    if (options.report !== undefined) await writeJsonFile(options.report, report);
    return report;
  } finally {
    await duck.close();
  }
}
