import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DatasetManifest, datasetManifestSchema } from '../../../shared/contracts/dataset-manifest.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { DatasetContents, DatasetPlan } from './dataset-plan.ts';
import { fingerprintTables } from './fingerprint-tables.ts';
import { hashFile } from './hash-file.ts';
import { syncPath } from './sync-path.ts';

/**
 * Hashes the Parquet files of a partial folder, writes the manifest beside them and renames the folder: from then on
 * the dataset exists. To be called under the lock of `folder`, when there is no manifest in it.
 */
export async function commitDataset(
  duck: Duck,
  plan: DatasetPlan,
  { partial, folder, contents }: { partial: string; folder: string; contents: DatasetContents },
): Promise<DatasetManifest> {
  const manifest = await describe(duck, plan, { ...contents, folder: partial });
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncPath(join(partial, 'manifest.json'));
  await syncPath(partial);
  // A folder without a manifest is no dataset: what a crash left under the name gives way.
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await syncPath(dirname(folder));
  return manifest;
}

async function describe(
  duck: Duck,
  plan: DatasetPlan,
  { folder, tables, accounting }: DatasetContents & { folder: string },
): Promise<DatasetManifest> {
  const described: DatasetManifest['tables'] = [];
  for (const [name, paths] of Object.entries(tables)) {
    const files: DatasetManifest['tables'][number]['files'] = [];
    for (const path of [...paths].sort()) {
      const absolute = join(folder, path);
      await syncPath(absolute);
      const [counted] = await duck.rows(
        `select num_rows::varchar as n from parquet_file_metadata(${sqlText(absolute)})`,
      );
      files.push({ path, rows: Number(counted!.n), ...(await hashFile(absolute)) });
    }
    const columns = files.length === 0 ? [] : await columnsOf(duck, join(folder, files[0]!.path));
    described.push({ name, rows: files.reduce((sum, { rows }) => sum + rows, 0), columns, files });
  }
  const fingerprint = await fingerprintTables(
    duck,
    plan.schema,
    described.map(({ name, columns, files }) => ({
      name,
      columns,
      files: files.map(({ path }) => join(folder, path)),
    })),
  );
  return datasetManifestSchema.parse({
    formatVersion: 1,
    ...plan,
    tables: described,
    accounting,
    fingerprint,
    createdAt: new Date().toISOString(),
  });
}

async function columnsOf(duck: Duck, file: string): Promise<{ name: string; type: string }[]> {
  const rows = await duck.rows(
    `select column_name, column_type from (describe from read_parquet(${sqlText(file)}))`,
  );
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}
