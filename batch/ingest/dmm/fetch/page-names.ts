import type { FinishedSlice } from './fetch-checkpoint.ts';

export function pageName(slice: string, { pass, page }: { pass: number; page: number }): string {
  return `${slice}-${pass}-${String(page).padStart(4, '0')}`;
}

/** Names of the pages of a slice in the order in which they were fetched. */
export function pageNames({ name, firstPass, pages }: FinishedSlice): string[] {
  return pages.flatMap((count, index) =>
    Array.from({ length: count }, (_, page) => pageName(name, { pass: firstPass + index, page: page + 1 })),
  );
}
