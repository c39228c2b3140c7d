import { isUtf8 } from 'node:buffer';
import type { RawLine } from './read-raw-lines.ts';
import type { RejectReason } from './split-records.ts';

export interface LineFacts {
  /** Of the whole file: then no line has to be looked at. */
  isUtf8: boolean;
  /** The header without its line end, one character a byte. */
  header: { text: string } | null;
}

/** Says of a line why it cannot be a record whatever its cells are, or null. */
export function judgeLines({ isUtf8: isAllUtf8, header }: LineFacts): (line: RawLine) => RejectReason | null {
  return ({ text, isCut }) => {
    if (isCut) return 'line_too_long';
    if (text.includes('\0')) return 'nul_character';
    if (!isAllUtf8 && !isUtf8(Buffer.from(text, 'latin1'))) return 'not_utf8';
    return header !== null && text.replace(/\r$/, '') === header.text ? 'header_again' : null;
  };
}
