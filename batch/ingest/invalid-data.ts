import path from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';

export interface DataPlace {
  file: string;
  /** 1 is the header. */
  line?: number;
  column?: string;
}

/** The error for a file that cannot be imported: where, what is wrong, what to do. Never the value itself. */
export function invalidData(place: DataPlace, problem: string, hint: string): AppError {
  const line = place.line === undefined ? '' : ` line ${place.line}`;
  const column = place.column === undefined ? '' : `, column ${place.column}`;
  return new AppError(
    'INVALID_DATA',
    `Cannot read ${path.basename(place.file)}${line}${column}: ${problem}`,
    {
      hint,
      details: { ...place },
    },
  );
}
