import { AppError } from '../../../shared/errors/app-error.ts';

export interface FilePlace {
  /** As reports name it. */
  file: string;
  /** 1 is the first line of the file. */
  line?: number;
  column?: string;
}

/** INVALID_DATA for a file that cannot be read at all: where, what is wrong, what to do. Never a value of a row. */
export function refuseFile(place: FilePlace, problem: string, hint: string, cause?: unknown): AppError {
  const line = place.line === undefined ? '' : ` line ${place.line}`;
  const column = place.column === undefined ? '' : `, column ${place.column}`;
  return new AppError('INVALID_DATA', `Cannot read ${place.file}${line}${column}: ${problem}`, {
    hint,
    details: { ...place },
    cause,
  });
}
