import { PieceBuffer } from './piece-buffer.ts';
import type { Piece, Splitter } from './splitter.ts';

const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];

/**
 * The elements of one JSON array, or else the JSON values of a file that stand behind each other, each a piece. Only
 * brackets and strings are followed here; whether a piece is JSON is for its reader to say.
 */
export function splitJson(longest?: number): Splitter {
  const value = new PieceBuffer(longest);
  let form: 'unknown' | 'array' | 'sequence' | 'after array' = 'unknown';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let hasContent = false;
  /** In an array: a comma was there, so an element has to come. */
  let expected = false;

  /** One byte that belongs to a value; true where it ends a value that needs no separator. */
  function follow(byte: number): boolean {
    hasContent = true;
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inString = false;
      return !inString && depth === 0;
    }
    if (byte === quote) inString = true;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if ((byte === closeBrace || byte === closeBracket) && depth > 0) {
      depth -= 1;
      return depth === 0;
    }
    return false;
  }

  function take(): Piece {
    hasContent = false;
    const piece = value.take();
    return form === 'after array' ? { problem: 'something after the end of the array' } : piece;
  }

  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      const finish = (end: number, next: number) => {
        value.add(chunk.subarray(from, end));
        pieces.push(take());
        from = next;
      };
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!;
        const outside = !inString && depth === 0;
        if (outside && isSpace(byte)) {
          if (!hasContent) from = at + 1;
          else if (form !== 'array') finish(at, at + 1);
        } else if (form === 'unknown' && byte === openBracket) {
          form = 'array';
          from = at + 1;
        } else if (form === 'array' && outside && (byte === comma || byte === closeBracket)) {
          if (hasContent) finish(at, at + 1);
          else if (byte === comma || expected) pieces.push({ problem: 'nothing where an element should be' });
          from = at + 1;
          expected = byte === comma;
          if (byte === closeBracket) form = 'after array';
        } else {
          if (form === 'unknown') form = 'sequence';
          if (follow(byte) && form !== 'array') finish(at + 1, at + 1);
        }
      }
      value.add(chunk.subarray(from));
      return pieces;
    },
    end() {
      const pieces = hasContent ? [take()] : [];
      if (form === 'array') pieces.push({ problem: 'the end of the file inside an array' });
      return pieces;
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
