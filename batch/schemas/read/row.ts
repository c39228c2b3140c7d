/** One row of a file: what it holds, or why it holds nothing. */
export type Row =
  | { number: number; value: unknown }
  | { number: number; problem: { found: string; expected: string } };
