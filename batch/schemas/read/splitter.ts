/** One row's bytes, or what is wrong with the place where a row should be. */
export type Piece = { bytes: Buffer } | { problem: string };

/** Cuts a stream of bytes into rows: every byte that is no separator ends up in exactly one piece. */
export interface Splitter {
  push(chunk: Buffer): Piece[];
  /** What is left at the end of the file. */
  end(): Piece[];
}

/** A row beyond this is refused instead of being held in memory. */
export const longestRowBytes = 16 * 1024 * 1024;
