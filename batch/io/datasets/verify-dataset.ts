import { stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { addressText } from './find-dataset.ts';
import { fingerprintTables } from './fingerprint-tables.ts';
import { hashFile } from './hash-file.ts';
import type { ListedDataset } from './list-datasets.ts';
import { readManifest } from './read-manifest.ts';
import { storedColumns, storedRows } from './stored-table.ts';

export interface DatasetProblem {
  /** Relative to the data root. */
  file: string;
  problem: string;
}

export interface VerifyOptions {
  signal?: AbortSignal | undefined;
  /** Called after each file, with bytes. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Compares a dataset with its manifest: size, SHA-256 and number of rows of every file, columns and fingerprint of what
 * the files hold, and its parents. Returns everything that is wrong; nothing is changed. Rows of text files (exports to
 * CSV and JSON) are counted, but their fingerprint is not recomputed: a text has lost the types that it was made from.
 */
export async function verifyDataset(
  { dataRoot, duck }: { dataRoot: string; duck: Duck },
  dataset: ListedDataset,
  options: VerifyOptions = {},
): Promise<DatasetProblem[]> {
  const { root } = dataRootPaths(dataRoot);
  const problems: DatasetProblem[] = [];
  const report = (path: string, problem: string) => {
    problems.push({ file: relative(root, resolve(dataset.folder, path)), problem });
  };
  const { manifest } = dataset;
  const named = addressText(manifest);
  if (named !== addressText(dataset)) report('manifest.json', `says that it is ${named}`);

  let done = 0;
  for (const { name, rows, files } of manifest.tables) {
    for (const file of files) {
      options.signal?.throwIfAborted();
      const problem = await checkFile(duck, dataset.folder, file);
      if (problem) report(file.path, problem);
      done += file.bytes;
      options.onProgress?.(done, dataset.bytes);
    }
    const sum = files.reduce((total, file) => total + file.rows, 0);
    if (sum !== rows) report('manifest.json', `says that table ${name} has ${rows} rows, its files ${sum}`);
  }
  // A file that differs says more than the fingerprint that differs with it.
  if (problems.length === 0) await checkContents(duck, dataset, report);
  await checkParents(dataRoot, manifest, report);
  return problems;
}

async function checkFile(
  duck: Duck,
  folder: string,
  file: DatasetManifest['tables'][number]['files'][number],
): Promise<string | null> {
  const path = resolve(folder, file.path);
  if (!path.startsWith(resolve(folder) + sep)) return 'lies outside the folder of the dataset';
  if (!(await stat(path).catch(() => null))?.isFile()) return 'is missing';
  const { bytes, sha256 } = await hashFile(path);
  if (bytes !== file.bytes) return `has ${bytes} bytes instead of ${file.bytes}`;
  if (sha256 !== file.sha256) return 'has other contents than when it was written (sha256 differs)';
  const rows = await storedRows(duck, path);
  return rows === file.rows ? null : `has ${rows} rows instead of ${file.rows}`;
}

type Report = (path: string, problem: string) => void;

async function checkContents(duck: Duck, { folder, manifest }: ListedDataset, report: Report): Promise<void> {
  const tables = manifest.tables.map(({ name, columns, files }) => ({
    name,
    columns,
    files: files.map(({ path }) => join(folder, path)),
  }));
  if (tables.some(({ files }) => files.some((file) => !file.endsWith('.parquet')))) return;
  for (const { name, columns, files } of tables) {
    for (const file of files) {
      if (JSON.stringify(await storedColumns(duck, file)) === JSON.stringify(columns)) continue;
      return report(relative(folder, file), `has other columns than the manifest says of table ${name}`);
    }
  }
  const fingerprint = await fingerprintTables(duck, manifest.schema, tables);
  if (fingerprint !== manifest.fingerprint) report('manifest.json', 'has another fingerprint than its rows');
}

async function checkParents(dataRoot: string, manifest: DatasetManifest, report: Report): Promise<void> {
  const paths = dataRootPaths(dataRoot);
  for (const parent of manifest.parents) {
    const folder = paths.dataset(parent.stage, parent.name, parent.version);
    const found = await readManifest(folder).catch((error: unknown) => {
      if (error instanceof AppError) return undefined;
      throw error;
    });
    if (found === null) report('manifest.json', `names a parent that is missing: ${addressText(parent)}`);
    else if (!found)
      report('manifest.json', `names a parent whose manifest is broken: ${addressText(parent)}`);
    else if (found.fingerprint !== parent.fingerprint) {
      report('manifest.json', `names a parent with other rows than it was made from: ${addressText(parent)}`);
    }
  }
}
