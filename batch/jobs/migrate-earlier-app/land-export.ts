import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DatasetManifest, DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { landFile } from '../../ingest/files/land-file.ts';
import { unpackGzip } from '../../ingest/files/unpack-gzip.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { type ExportFile, listExportFiles } from './export-file.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import { type RecognisedTable, recogniseTable } from './recognise-table.ts';
import { unwrapArrayFile } from './unwrap-array-file.ts';

/** A file of the export that was read. */
export interface LandedTable extends RecognisedTable {
  file: string;
  /** Parquet files of the rows, with row_number, and of what is no record. */
  rows: string[];
  rejects: string[];
  read: number;
  rejected: number;
  /** None for a file without rows. */
  dataset: { reference: DatasetReference; inputs: DatasetManifest['inputs'] } | null;
}

export interface LandedExport {
  tables: LandedTable[];
  /** Files that hold no table of the earlier app, and what is no file of an export. */
  ignoredFiles: string[];
}

/**
 * Lands every table of an export as a raw dataset. Throws INVALID_DATA for a file that cannot be read as a whole, for a
 * table without a column that it needs, and for a folder without any table.
 */
export async function landExport(env: MigrationEnvironment, folder: string): Promise<LandedExport> {
  const { files, others } = await listExportFiles(folder);
  const { temp } = dataRootPaths(env.dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'earlier-app-'));
  try {
    const tables: LandedTable[] = [];
    const ignoredFiles = [...others];
    for (const file of files) {
      const landed = await landTable(env, file, scratch);
      if (landed) tables.push(landed);
      else ignoredFiles.push(file.name);
    }
    if (tables.length > 0) return { tables, ignoredFiles: ignoredFiles.sort() };
    throw new AppError(
      'INVALID_DATA',
      `Cannot read the export ${folder}: none of its files is a known table`,
      {
        hint: 'Tables are known by file names such as videos, tags, video_tags, user_video_decisions, or by columns.',
        details: { files: ignoredFiles },
      },
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function landTable(
  env: MigrationEnvironment,
  file: ExportFile,
  scratch: string,
): Promise<LandedTable | null> {
  const plain = await asPlainText(env, file, scratch);
  const empty = { file: file.name, rows: [], rejects: [], read: 0, rejected: 0, dataset: null };
  if (!(await hasRows(plain))) {
    const table = recogniseTable(file.name, []);
    return table && { ...empty, ...table, missing: [] };
  }
  const name = `earlier-app-${file.name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-')}`.slice(0, 100);
  const source = { label: file.name, kind: 'catalogue', gzip: false, quote: null, ...plain } as const;
  const landed = await landFile(env, plain.format === 'csv' ? { ...source, quote: '"' } : source, { name });
  const table = recogniseTable(file.name, landed.columns);
  if (table === null) return null;
  if (table.missing.length > 0) throw missingColumns(file.name, table, landed.columns);
  const { stage, version, fingerprint, inputs } = landed.manifest;
  return {
    ...table,
    file: file.name,
    rows: datasetFiles(landed.folder, landed.manifest, 'rows'),
    rejects: datasetFiles(landed.folder, landed.manifest, 'rejects'),
    read: landed.read,
    rejected: landed.rejected,
    dataset: { reference: { stage, name, version, fingerprint }, inputs },
  };
}

type PlainText = Pick<ExportFile, 'path' | 'delimiter'> & { format: 'csv' | 'jsonl' };

/** The file unpacked, and a JSON array as JSON Lines. */
async function asPlainText(
  { signal }: MigrationEnvironment,
  file: ExportFile,
  scratch: string,
): Promise<PlainText> {
  let { path } = file;
  if (file.gzip) {
    path = join(scratch, `${file.name}.unpacked`);
    await unpackGzip(file.path, path, { label: file.name, signal });
  }
  if (file.format !== 'json') return { path, delimiter: file.delimiter, format: file.format };
  const lines = join(scratch, `${file.name}.jsonl`);
  const elements = await unwrapArrayFile(path, lines, { label: file.name, signal });
  return { path: elements === null ? path : lines, delimiter: null, format: 'jsonl' };
}

/** A table without rows is a table all the same; landing takes it for a mistake. */
async function hasRows({ path, format }: PlainText): Promise<boolean> {
  const lines = createInterface({ input: createReadStream(path, 'latin1') });
  let seen = 0;
  for await (const line of lines) {
    if (line.trim() !== '') seen++;
    if (seen > (format === 'csv' ? 1 : 0)) return true;
  }
  return false;
}

function missingColumns(file: string, { table, missing }: RecognisedTable, columns: string[]): AppError {
  const wanted = missing.map((list) => list.join(' or ')).join(', ');
  return new AppError('INVALID_DATA', `Cannot read ${file} as ${table}: it has no column for ${wanted}`, {
    hint: `Its columns are ${columns.slice(0, 50).join(', ')}; rename the one that is meant.`,
  });
}
