import { PieceBuffer } from './piece-buffer.ts';
import type { Piece, Splitter } from './splitter.ts';

const lineFeed = 0x0a;
const quote = 0x22;

/**
 * Every record of RFC 4180 is a piece: a line feed ends it unless it stands in quotes. A quote opens only at the start of
 * a cell, so that one in the middle of a text spoils one record and not the rest of the file.
 */
export function splitCsv(delimiter: string, longest?: number): Splitter {
  const separator = delimiter.charCodeAt(0);
  const record = new PieceBuffer(longest);
  let state: 'start' | 'plain' | 'quoted' | 'quote seen' = 'start';
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at];
        if (state === 'quoted') {
          if (byte === quote) state = 'quote seen';
        } else if (byte === lineFeed) {
          record.add(chunk.subarray(from, at));
          pieces.push(record.take());
          from = at + 1;
          state = 'start';
        } else if (byte === separator) state = 'start';
        else if (byte === quote && state !== 'plain') state = 'quoted';
        else state = 'plain';
      }
      record.add(chunk.subarray(from));
      return pieces;
    },
    end: () => (record.isEmpty ? [] : [record.take()]),
  };
}
