import { z } from 'zod';
import { exportFormats } from '../../../shared/contracts/export-configuration.ts';
import { readConfiguration } from '../../export/read-configurations.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { exportData } from './export-data.ts';

const parameters = z.strictObject({
  export: z.string().min(1).describe('name of an export, or a JSON file with a configuration'),
  format: z.enum(exportFormats).optional().describe('instead of the configured one'),
  out: z.string().min(1).optional().describe('file that gets a copy'),
  allowPersonKeys: z
    .boolean()
    .default(false)
    .describe('let a configuration export keys of people as they are'),
});

/** `matching run export`: a named export into the data root. */
export const exportJob: JobDefinition<typeof parameters> = {
  name: 'export',
  group: 'data-processing',
  title: 'Export catalogue, decisions, vectors or reports to JSON, CSV or Parquet',
  parameters,
  shardable: false,
  async run({ parameters, client, root, dataRoot, runId, dryRun, signal, step }) {
    const configuration = await readConfiguration(parameters.export);
    if (dryRun) return { dryRun: true, configuration };
    return step('export', async ({ progress }) => {
      const { folder, file, manifest } = await exportData(client, {
        ...parameters,
        root,
        dataRoot,
        runId,
        signal,
        onProgress: (rows) => progress(rows, rows, `${rows} rows`),
      });
      const { rows, files } = manifest.tables[0]!;
      return { folder, file, rows, bytes: files[0]!.bytes, fingerprint: manifest.fingerprint };
    });
  },
};
