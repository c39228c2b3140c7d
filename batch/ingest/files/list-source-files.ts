import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { detectFormat, type ReadingOptions } from './detect-format.ts';
import { locateAtomicFiles } from './locate-atomic-files.ts';
import type { SourceFile } from './source-file.ts';

export interface SourceFiles {
  /** What the rows are filed under unless somebody says otherwise: name of the folder's data set or of the first file. */
  name: string;
  files: SourceFile[];
}

/**
 * The files behind some paths: each a file, or a folder that holds one atomic data set. Throws INVALID_DATA for what is
 * not there or is there twice, and INVALID_CONFIG where nothing says how to read a file.
 */
export async function listSourceFiles(
  paths: readonly string[],
  options: ReadingOptions = {},
): Promise<SourceFiles> {
  const found: string[] = [];
  let name = '';
  for (const path of paths) {
    const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const problem = cause.code === 'ENOENT' ? 'it does not exist' : `it cannot be read (${cause.code})`;
      throw refuse(path, problem, 'Name a file, or a folder that holds an .inter file.', cause);
    });
    if (info.isDirectory()) {
      const located = await locateAtomicFiles(path);
      found.push(...located.files);
      name ||= located.name;
    } else if (info.isFile()) {
      found.push(path);
      name ||= basename(path).replace(/(?<=.)\..*$/, '');
    } else throw refuse(path, 'it is neither a file nor a folder', 'Copy its contents into a file.');
  }
  const labels = labelFiles(found.map((path) => resolve(path)));
  return {
    name,
    files: found.map((path, index) => ({ path, label: labels[index]!, ...detectFormat(path, options) })),
  };
}

/** Names of the files, with as many folders before them as it takes to tell them apart. */
function labelFiles(paths: string[]): string[] {
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) throw refuse(twice, 'it is named twice', 'Name each file once.');
  for (let depth = 0; ; depth++) {
    const labels = paths.map((path) => tail(path, depth));
    if (new Set(labels).size === labels.length) return labels;
  }
}

function tail(path: string, depth: number): string {
  if (depth === 0 || dirname(path) === path) return basename(path);
  return `${tail(dirname(path), depth - 1)}/${basename(path)}`;
}

function refuse(path: string, problem: string, hint: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot import ${path}: ${problem}`, { hint, cause });
}
