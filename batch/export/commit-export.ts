import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DatasetManifest, datasetManifestSchema } from '../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from '../io/datasets/data-root-paths.ts';
import { fingerprintTables } from '../io/datasets/fingerprint-tables.ts';
import { hashFile } from '../io/datasets/hash-file.ts';
import { storedColumns, storedRows } from '../io/datasets/stored-table.ts';
import { syncPath } from '../io/datasets/sync-path.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';

export type ExportPlan = Pick<DatasetManifest, 'name' | 'schema' | 'parents' | 'parameters'>;

export interface CommitExportOptions {
  dataRoot: string;
  /** Folder in which the files are. */
  partial: string;
  /** Typed rows; removed unless it is the file of the export itself. */
  parquet: string;
  /** Name of the file of the export. */
  file: string;
  plan: ExportPlan;
}

/**
 * Writes the manifest and gives the folder its name, `<UTC time>-<start of the fingerprint>`. The fingerprint is that of
 * the typed rows, whatever the format: the same rows as CSV and as Parquet have the same one.
 */
export async function commitExport(
  duck: Duck,
  { dataRoot, partial, parquet, file, plan }: CommitExportOptions,
): Promise<{ folder: string; manifest: DatasetManifest }> {
  const columns = await storedColumns(duck, parquet);
  const rows = await storedRows(duck, parquet);
  const table = 'rows';
  const fingerprint = await fingerprintTables(duck, plan.schema, [
    { name: table, columns, files: [parquet] },
  ]);
  const path = join(partial, file);
  if (path !== parquet) await rm(parquet);
  await chmod(path, 0o600);
  await syncPath(path);
  const createdAt = new Date().toISOString();
  const version = `${createdAt.replace(/[-:.]/g, '').toLowerCase()}-${fingerprint.slice(0, 8)}`;
  const manifest = datasetManifestSchema.parse({
    formatVersion: 1,
    stage: 'exports',
    version,
    ...plan,
    inputs: [],
    tables: [{ name: table, rows, columns, files: [{ path: file, rows, ...(await hashFile(path)) }] }],
    accounting: null,
    fingerprint,
    createdAt,
  });
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncPath(join(partial, 'manifest.json'));
  await syncPath(partial);
  const folder = dataRootPaths(dataRoot).dataset('exports', plan.name, version);
  await rename(partial, folder);
  await syncPath(dirname(folder));
  return { folder, manifest };
}
