import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type DatasetManifest,
  type DatasetReference,
  type DatasetStage,
  datasetManifestSchema,
} from '../../../shared/contracts/dataset-manifest.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { fingerprintTables } from './fingerprint-tables.ts';
import { hashFile } from './hash-file.ts';
import { readManifest } from './read-manifest.ts';

export interface DatasetPlan {
  stage: DatasetStage;
  name: string;
  /** Should be a hash of everything that the rows depend on: an existing version is never written again. */
  version: string;
  schema: { name: string; version: number };
  parents: DatasetReference[];
  inputs: DatasetManifest['inputs'];
  parameters: Record<string, unknown>;
}

export interface DatasetContents {
  /** Parquet files by table, relative to the folder. */
  tables: Record<string, string[]>;
  accounting: DatasetManifest['accounting'];
}

export interface WrittenDataset {
  folder: string;
  manifest: DatasetManifest;
  /** True where the version was there already and `fill` was not called. */
  reused: boolean;
}

/**
 * Makes a dataset, or finds it. `fill` writes Parquet files into a folder that keeps its name over restarts, so that
 * it can leave finished parts there and find them again after a kill. The dataset exists from the moment its folder is
 * renamed, complete with its manifest; until then nobody sees it.
 */
export async function writeDataset(
  { dataRoot, duck }: { dataRoot: string; duck: Duck },
  plan: DatasetPlan,
  fill: (folder: string) => Promise<DatasetContents>,
): Promise<WrittenDataset> {
  const folder = dataRootPaths(dataRoot).dataset(plan.stage, plan.name, plan.version);
  const existing = await readManifest(folder);
  if (existing) return { folder, manifest: existing, reused: true };
  const partial = join(dirname(folder), `.${plan.version}.partial`);
  await mkdir(partial, { recursive: true });
  const contents = await fill(partial);
  const manifest = await describe(duck, plan, { ...contents, folder: partial });
  await writeFile(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await sync(join(partial, 'manifest.json'));
  // A folder without a manifest is no dataset: what a crash left under the name gives way.
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await sync(dirname(folder));
  return { folder, manifest, reused: false };
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
      await sync(absolute);
      const [counted] = await duck.rows(
        `select num_rows::varchar as n from parquet_file_metadata(${sqlText(absolute)})`,
      );
      files.push({ path, rows: Number(counted!.n), ...(await hashFile(absolute)) });
    }
    const columns =
      files.length === 0
        ? []
        : (
            await duck.rows(
              `select column_name, column_type from (describe from read_parquet(${sqlText(join(folder, files[0]!.path))}))`,
            )
          ).map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
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

/** Waits until the disk has it: a rename that outlives its contents would be a dataset of zeros. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
