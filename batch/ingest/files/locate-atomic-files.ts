import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface AtomicFiles {
  /** Name of the data set: that of its files without their ending. */
  name: string;
  /** Paths: `.item` first, then `.user`, then `.inter`, as far as they are there; each may end in `.gz`. */
  files: string[];
}

/** The files of the one data set in a folder. Throws INVALID_DATA where there is none, or more than one. */
export async function locateAtomicFiles(folder: string): Promise<AtomicFiles> {
  const names = (await readdir(folder)).sort();
  const of = (ending: string) => names.filter((name) => name.replace(/\.gz$/, '').endsWith(ending));
  const inters = of('.inter');
  if (names.length === 0) throw refuse(folder, 'the folder is empty', 'It must hold an .inter file.');
  if (inters.length === 0) {
    throw refuse(
      folder,
      'no .inter file is there',
      'Name the files one by one where they are of another format.',
    );
  }
  if (inters.length > 1) {
    const problem = `${inters.length} .inter files are there: ${inters.join(', ')}`;
    throw refuse(folder, problem, 'Put each data set in a folder of its own, or name the files one by one.');
  }
  const name = inters[0]!.replace(/\.gz$/, '').slice(0, -'.inter'.length);
  const optional = (ending: string) => {
    const found = of(ending);
    const stray = found.find((file) => file.replace(/\.gz$/, '') !== name + ending);
    // A file of another name would be left out without a word.
    if (stray !== undefined) {
      throw refuse(
        folder,
        `${stray} is not named like the .inter file`,
        'Give the files of a data set one name.',
      );
    }
    if (found.length < 2) return found;
    throw refuse(folder, `${found.join(' and ')} are both there`, 'Remove one of the two.');
  };
  return {
    name: name || basename(resolve(folder)),
    files: [...optional('.item'), ...optional('.user'), inters[0]!].map((file) => join(folder, file)),
  };
}

function refuse(folder: string, problem: string, hint: string): AppError {
  return new AppError('INVALID_DATA', `Cannot import ${folder}: ${problem}`, { hint });
}
