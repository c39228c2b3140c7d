import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';

/** One file of an export. */
export interface ExportFile {
  path: string;
  /** Its name in the folder. */
  name: string;
  format: 'csv' | 'json' | 'jsonl';
  gzip: boolean;
  delimiter: string | null;
}

const formats: Record<string, Pick<ExportFile, 'format' | 'delimiter'>> = {
  csv: { format: 'csv', delimiter: ',' },
  tsv: { format: 'csv', delimiter: '\t' },
  json: { format: 'json', delimiter: null },
  jsonl: { format: 'jsonl', delimiter: null },
  ndjson: { format: 'jsonl', delimiter: null },
};

/** The files of an export by name, and what else lies in its folder. Throws INVALID_DATA where there are none. */
export async function listExportFiles(folder: string): Promise<{ files: ExportFile[]; others: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(folder, cause.code === 'ENOENT' ? 'it does not exist' : `${cause.code}`, cause);
  });
  const files: ExportFile[] = [];
  const others: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const [, ending, gzip] = /\.(\w+?)(\.gz)?$/i.exec(entry.name) ?? [];
    const format = formats[ending?.toLowerCase() ?? ''];
    if (format === undefined || !entry.isFile()) others.push(entry.name);
    else
      files.push({ path: join(folder, entry.name), name: entry.name, ...format, gzip: gzip !== undefined });
  }
  if (files.length === 0) throw refuse(folder, 'it holds no .csv, .tsv, .json or .jsonl file');
  return { files, others };
}

function refuse(folder: string, problem: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot read the export ${folder}: ${problem}`, {
    hint: 'Name the folder that holds one file a table, such as videos.csv and user_video_decisions.json.gz.',
    cause,
  });
}
