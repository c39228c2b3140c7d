import { basename, dirname, join } from 'node:path';

/** Where a dataset grows until it is complete: beside its folder, hidden. */
export function partialFolder(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}.partial`);
}
