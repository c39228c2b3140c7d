import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { DatasetReference } from '../../shared/contracts/dataset-manifest.ts';
import type { ExportConfiguration } from '../../shared/contracts/export-configuration.ts';
import { dataRootPaths } from '../io/datasets/data-root-paths.ts';
import { interruptible } from '../io/duckdb/interruptible.ts';
import { openDuckDb } from '../io/duckdb/open-duckdb.ts';
import { commitExport, type ExportPlan } from './commit-export.ts';
import { copyOut } from './copy-out.ts';
import { invalidExport } from './invalid-export.ts';
import { type FinishedExport, recordExports } from './record-exports.ts';
import { type StageOptions, stageRows } from './stage-rows.ts';
import { exportFileName, writeFormat } from './write-format.ts';

export interface RunExportOptions extends StageOptions {
  dataRoot: string;
  configuration: ExportConfiguration;
  /** Without it a configuration that wants keys of people as they are is refused. */
  allowPersonKeys?: boolean | undefined;
  /** A copy of the finished file goes here. */
  out?: string | undefined;
  /** The run of a job that this belongs to. */
  runId?: string | undefined;
}

/**
 * Exports what a configuration names into `exports/<name>/<time>-<hash>/` of the data root, with a manifest, and notes it
 * in app.export_history. The folder appears complete or not at all; memory does not grow with the rows. The client must
 * not be in a transaction.
 * @throws AppError INVALID_CONFIG for an unknown column, a filter that does not apply, or keys of people that nobody
 * allowed; DATASET_MISSING and NOT_ENOUGH_DATA as the training set says.
 */
export async function runExport(client: Client, options: RunExportOptions): Promise<FinishedExport> {
  const { configuration, dataRoot, signal } = options;
  refusePersonKeys(options);
  const paths = dataRootPaths(dataRoot);
  const exportId = randomUUID();
  const partial = join(paths.stage('exports'), configuration.name, `.${exportId}.partial`);
  await mkdir(partial, { recursive: true });
  const duck = await openDuckDb({ tempFolder: paths.temp, memoryMegabytes: 512 });
  try {
    const { manifest, folder } = await interruptible(duck, signal, async () => {
      const parquet = join(partial, `${configuration.name}.parquet`);
      const { parents, pseudonymKeyId } = await stageRows(
        { client, duck },
        { ...options, exportId, parquet },
      );
      const file =
        configuration.format === 'parquet'
          ? exportFileName(configuration)
          : await writeFormat(duck, configuration, { parquet, folder: partial });
      return commitExport(duck, {
        dataRoot,
        partial,
        parquet,
        file,
        plan: plan(options, { exportId, parents, pseudonymKeyId }),
      });
    });
    // Also what an earlier run exported and was killed before it could note it.
    await recordExports(client, dataRoot, configuration.name);
    const file = join(folder, manifest.tables[0]!.files[0]!.path);
    if (options.out !== undefined) await copyOut(file, options.out);
    return { exportId, folder, file, manifest };
  } finally {
    await duck.close();
    await rm(partial, { recursive: true, force: true });
  }
}

function refusePersonKeys({ configuration, allowPersonKeys }: RunExportOptions): void {
  const { name, pseudonymise, dataset } = configuration;
  if (pseudonymise) return;
  if (dataset === 'training-set') {
    throw invalidExport(name, 'a training set holds no keys of people', 'Leave pseudonymise out.');
  }
  if (!allowPersonKeys) {
    throw invalidExport(
      name,
      'its configuration wants keys of people as they are',
      'Add --allow-person-keys if whoever gets the file may know them, or leave pseudonymise out.',
    );
  }
}

function plan(
  { configuration, runId }: RunExportOptions,
  facts: { exportId: string; parents: DatasetReference[]; pseudonymKeyId: string | null },
): ExportPlan {
  const { parents, ...rest } = facts;
  const configurationSha256 = createHash('sha256').update(JSON.stringify(configuration)).digest('hex');
  return {
    name: configuration.name,
    schema: { name: `export-${configuration.dataset}`, version: 1 },
    parents,
    parameters: { configuration, configurationSha256, runId: runId ?? null, ...rest },
  };
}
