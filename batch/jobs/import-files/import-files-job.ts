import type { JobContext, JobDefinition } from '../runner/job-definition.ts';
import { type ImportParameters, importParametersSchema } from './import-parameters.ts';
import { importWithParameters } from './import-with-parameters.ts';

/** `matching run import-files`, and behind `matching import`. */
export const importFilesJob: JobDefinition<typeof importParametersSchema> = {
  name: 'import-files',
  group: 'data-processing',
  title: 'Import events and catalogues from atomic, CSV, JSON Lines or Parquet files',
  parameters: importParametersSchema,
  shardable: true,
  run: (context) =>
    // One step: whatever is made of the files is found again by their contents, not by a record of the run, so that
    // a file that was corrected meanwhile is read anew.
    context.step('import', async ({ progress }) => ({ ...(await importWith(context, progress)) })),
};

function importWith(
  { dataRoot, client, signal, shard, dryRun, runId, parameters }: JobContext<ImportParameters>,
  onProgress: (done: number, total: number, detail?: string) => void,
) {
  return importWithParameters(
    { dataRoot, client, signal, onProgress, ...(!dryRun && { runId }) },
    { parameters, shard, dryRun },
  );
}
