import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';

export interface AtomicFiles {
  /** Name of the data set: that of its files without their ending. */
  name: string;
  inter: string;
  item: string | null;
  user: string | null;
}

/** The files of the one data set in a folder. Throws INVALID_DATA where there is none, or more than one. */
export async function locateAtomicFiles(folder: string): Promise<AtomicFiles> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const problem = cause.code === 'ENOTDIR' ? 'it is not a folder' : 'it does not exist or cannot be read';
    throw refuse(folder, problem, 'Name the folder that holds the .inter file.', cause);
  });
  const inters = names.filter((name) => name.endsWith('.inter')).sort();
  if (names.length === 0) throw refuse(folder, 'the folder is empty', 'It must hold an .inter file.');
  if (inters.length === 0) {
    throw refuse(folder, 'no .inter file is there', 'An .inter file holds the interactions, one a line.');
  }
  if (inters.length > 1) {
    const problem = `${inters.length} .inter files are there: ${inters.join(', ')}`;
    throw refuse(folder, problem, 'Put each data set in a folder of its own, or join the files.');
  }
  const name = inters[0]!.slice(0, -'.inter'.length);
  const optional = (ending: string) =>
    names.includes(name + ending) ? path.join(folder, name + ending) : refuseStray(folder, names, ending);
  return {
    name: name || path.basename(path.resolve(folder)),
    inter: path.join(folder, inters[0]!),
    item: optional('.item'),
    user: optional('.user'),
  };
}

/** A file of another name would be left out without a word. */
function refuseStray(folder: string, names: string[], ending: string): null {
  const stray = names.find((name) => name.endsWith(ending));
  if (stray === undefined) return null;
  throw refuse(
    folder,
    `${stray} is not named like the .inter file`,
    'Give the files of a data set one name.',
  );
}

function refuse(folder: string, problem: string, hint: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot import ${folder}: ${problem}`, { hint, cause });
}
