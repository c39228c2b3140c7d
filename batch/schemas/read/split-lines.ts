import { PieceBuffer } from './piece-buffer.ts';
import type { Piece, Splitter } from './splitter.ts';

const lineFeed = 0x0a;

/** Every line is a piece, also an empty one, so that pieces count as lines do; the end of the last line may lack. */
export function splitLines(longest?: number): Splitter {
  const line = new PieceBuffer(longest);
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
        line.add(chunk.subarray(from, at));
        pieces.push(line.take());
        from = at + 1;
      }
      line.add(chunk.subarray(from));
      return pieces;
    },
    end: () => (line.isEmpty ? [] : [line.take()]),
  };
}
