import { join } from 'node:path';
import { connectIfReachable } from '../../io/connect-if-reachable.ts';
import type { Shard } from '../runner/job-definition.ts';
import { parseParameters } from '../runner/parse-parameters.ts';
import { importFilesJob } from './import-files-job.ts';
import type { ImportReport } from './import-report.ts';
import { importWithParameters } from './import-with-parameters.ts';

export interface ImportWithoutRunOptions {
  /** As given: defaults are filled in, unknown ones refused. */
  parameters: Record<string, unknown>;
  /** Folder of all local data. */
  root: string;
  dbUrl?: string | undefined;
  shard: Shard | null;
  dryRun: boolean;
  signal: AbortSignal;
  onProgress: (done: number, total: number, detail: string) => void;
}

/**
 * Makes the datasets of an import and stores nothing, so that no run has to be recorded. A database is asked for the
 * content policy and the items it knows where one can be reached.
 */
export async function importWithoutRun(options: ImportWithoutRunOptions): Promise<ImportReport> {
  const { root, dbUrl, shard, dryRun, signal, onProgress } = options;
  const parameters = { ...parseParameters(importFilesJob, options.parameters), datasetOnly: true };
  const client = await connectIfReachable({ root, dbUrl, applicationName: 'matching import' });
  try {
    return await importWithParameters(
      { dataRoot: join(root, 'data'), client, signal, onProgress },
      { parameters, shard, dryRun },
    );
  } finally {
    await client?.end();
  }
}
