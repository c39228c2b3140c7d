import type { Client } from 'pg';
import type { ExportFilter, ExportFormat } from '../../../shared/contracts/export-configuration.ts';
import { readConfiguration } from '../../export/read-configurations.ts';
import type { FinishedExport } from '../../export/record-exports.ts';
import { runExport } from '../../export/run-export.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { buildTrainingDataset } from '../../io/training/build-training-dataset.ts';
import { loadPseudonymKey } from '../../io/training/load-pseudonym-key.ts';
import { trainingConfigSchema } from '../../train/training-config.ts';

export interface ExportDataOptions {
  /** Folder of all local data; holds the pseudonym key. */
  root: string;
  dataRoot: string;
  /** Name of an export, or a JSON file with a configuration. */
  export: string;
  /** Instead of the configuration's. */
  format?: ExportFormat | undefined;
  /** Beside the configuration's. */
  filter?: ExportFilter | undefined;
  out?: string | undefined;
  allowPersonKeys?: boolean | undefined;
  runId?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((rows: number) => void) | undefined;
}

/** Runs a named export against a database. The client must not be in a transaction. Throws as runExport does. */
export async function exportData(client: Client, options: ExportDataOptions): Promise<FinishedExport> {
  const { root, dataRoot, export: nameOrFile, format, filter, ...rest } = options;
  const configured = await readConfiguration(nameOrFile);
  const configuration = {
    ...configured,
    ...(format && { format }),
    ...(filter && { filter: { ...configured.filter, ...filter } }),
  };
  return runExport(client, {
    ...rest,
    dataRoot,
    configuration,
    loadPseudonymKey: () => loadPseudonymKey(root),
    buildTrainingSet: () => buildTrainingSet(client, options),
  });
}

/** Split as training splits it without settings. */
async function buildTrainingSet(client: Client, { root, dataRoot, signal }: ExportDataOptions) {
  const { trainShare, validationShare } = trainingConfigSchema.shape;
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  try {
    return await buildTrainingDataset(client, duck, {
      root,
      dataRoot,
      trainShare: trainShare.parse(undefined),
      validationShare: validationShare.parse(undefined),
      signal,
    });
  } finally {
    await duck.close();
  }
}
