import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { hashFile } from '../../io/datasets/hash-file.ts';
import { type DatasetEnvironment, writeDataset } from '../../io/datasets/write-dataset.ts';
import { landTables } from './land-tables.ts';
import { refuseFile } from './refuse-file.ts';
import type { SourceFile } from './source-file.ts';

/** To be raised when the same bytes are to become other raw rows: old datasets are then not used again. */
const semantics = 1;

export interface LandedFile {
  file: SourceFile;
  folder: string;
  manifest: DatasetManifest;
  /** The dataset was there already. */
  reused: boolean;
  /** Of the table `rows`, without row_number. */
  columns: string[];
  read: number;
  /** Records that could not be read at all. */
  rejected: number;
}

/**
 * Lands a file as a raw dataset: table `rows` with `row_number` and every column as text, empty cells null, and table
 * `rejects` (row_number, reason, text) with what is no record. Of text formats `row_number` is the line of the file where
 * a record begins, of Parquet its place from 1; no text holds NUL. Every line that is not empty is part of exactly one
 * of them. The size of the file is not bound by memory. The same file gives the same dataset.
 * @throws AppError INVALID_DATA for a file that cannot be read at all, holds no records or changes meanwhile.
 */
export async function landFile(
  env: DatasetEnvironment,
  file: SourceFile,
  { name }: { name: string },
): Promise<LandedFile> {
  const { format, delimiter, quote, gzip } = file;
  const before = await stat(file.path);
  const parameters = { format, delimiter, quote, gzip };
  const input = await hashFile(file.path);
  const basis = JSON.stringify({ semantics, parameters, sha256: input.sha256 });
  const version = createHash('sha256').update(basis).digest('hex').slice(0, 16);
  const { folder, manifest, reused } = await writeDataset(
    env,
    {
      stage: 'raw',
      name,
      version,
      schema: { name: 'raw-rows', version: 1 },
      parents: [],
      inputs: [{ file: file.label, ...input }],
      parameters,
    },
    async (target) => {
      const scratch = join(dataRootPaths(env.dataRoot).temp, `land-${name}-${version}`);
      // A fixed name, under the dataset's lock: what a killed attempt left goes away here.
      await rm(scratch, { recursive: true, force: true });
      await mkdir(scratch, { recursive: true });
      try {
        const contents = await landTables({
          duck: env.duck,
          file,
          path: file.path,
          scratch,
          folder: target,
          signal: env.signal,
        });
        const after = await stat(file.path);
        if (after.mtimeMs === before.mtimeMs && after.size === before.size) return contents;
        throw refuseFile(
          { file: file.label },
          'it changed while it was read',
          'Import it again when it is complete.',
        );
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  );
  const columns = manifest.tables
    .find((table) => table.name === 'rows')!
    .columns.map((column) => column.name);
  const { read, quarantined } = manifest.accounting!;
  return { file, folder, manifest, reused, columns: columns.slice(1), read, rejected: quarantined };
}
