import type { LoggedOutcome } from './logged-outcome.ts';

/** Whose each row is; a row that names nobody is that of a person of its own. */
export function peopleOf(rows: readonly LoggedOutcome[]): Float64Array {
  return Float64Array.from(rows, ({ person }, index) => person ?? -1 - index);
}
