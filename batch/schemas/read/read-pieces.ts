import { openBytes } from './open-bytes.ts';
import type { Piece, Splitter } from './splitter.ts';

/** The pieces of a file, those of one chunk at a time. */
export async function* readPieces(
  path: string,
  splitter: Splitter,
  signal?: AbortSignal,
): AsyncGenerator<Piece[]> {
  for await (const chunk of openBytes(path)) {
    signal?.throwIfAborted();
    yield splitter.push(chunk);
  }
  yield splitter.end();
}
