import type { z } from 'zod';
import type { syncSchema } from '../jobs/dmm-sync/dmm-parameters.ts';
import type { importParametersSchema } from '../jobs/import-files/import-parameters.ts';
import type { ImportReport } from '../jobs/import-files/import-report.ts';
import type { FinishedRun } from '../jobs/runner/run-job.ts';
import type { ManagerContext } from './manager-context.ts';
import { runRecorded } from './run-recorded.ts';

export interface Ingestion {
  /**
   * Files of events and catalogues into datasets and the database, as a recorded run; with `datasetOnly` into datasets
   * alone, which needs no database. Throws TOO_MANY_REJECTS over the reject limit.
   */
  importFiles(parameters: z.input<typeof importParametersSchema>): Promise<ImportReport>;
  /** The catalogue, its terms and rankings from the DMM API, as a recorded run; credentials are in the environment. */
  syncDmm(parameters?: z.input<typeof syncSchema>): Promise<FinishedRun>;
}

export function createIngestion(context: ManagerContext): Ingestion {
  return {
    async importFiles(parameters) {
      const { root, dbUrl, signal, onProgress } = context;
      if (parameters.datasetOnly) {
        const { importWithoutRun } = await import('../jobs/import-files/import-without-run.ts');
        return importWithoutRun({ parameters, root, dbUrl, signal, onProgress, shard: null, dryRun: false });
      }
      const { importFilesJob } = await import('../jobs/import-files/import-files-job.ts');
      const { report } = await runRecorded(context, importFilesJob, parameters);
      return report as unknown as ImportReport;
    },
    async syncDmm(parameters = {}) {
      const { dmmSyncJob } = await import('../jobs/dmm-sync/dmm-sync-job.ts');
      return runRecorded(context, dmmSyncJob, parameters);
    },
  };
}
