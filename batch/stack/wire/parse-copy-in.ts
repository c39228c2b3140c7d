import { blankOutLiterals } from './blank-out-literals.ts';

export type CopyIn =
  | { kind: 'copy'; sql: string; binary: boolean }
  /** COPY FROM STDIN together with other statements: not to be had here. */
  | { kind: 'unsupported' };

/**
 * Recognises `COPY … FROM STDIN`, which PGlite cannot run: it would wait for bytes that cannot come and take
 * the session with it. The returned statement reads the same bytes from PGlite's in-process file instead.
 */
export function parseCopyIn(sql: string): CopyIn | undefined {
  if (!/stdin/i.test(sql)) return undefined;
  const plain = blankOutLiterals(sql);
  const found = /\bcopy\b[^;]*?\bfrom\s+(stdin)\b/i.exec(plain);
  if (!found) return undefined;
  const before = plain.slice(0, found.index).trim();
  const options = plain.slice(found.index + found[0].length);
  if (before !== '' || options.replace(/;\s*$/, '').includes(';')) return { kind: 'unsupported' };
  const end = found.index + found[0].length;
  const start = end - found[1]!.length;
  return {
    kind: 'copy',
    sql: `${sql.slice(0, start)}'/dev/blob'${sql.slice(end)}`,
    // FORMAT takes a bare or a quoted word; the blanked text hides the quoted one.
    binary: /\bbinary\b/i.test(options) || /\bformat\s+["']?binary\b/i.test(sql.slice(end)),
  };
}
