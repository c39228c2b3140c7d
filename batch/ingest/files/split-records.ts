import { maxLineBytes, type RawLine } from './read-raw-lines.ts';

/** What becomes of the lines of a file, in their order. Texts have one character a byte. */
export interface RecordSink {
  row(lineNumber: number, cells: string[]): void;
  reject(lineNumber: number, reason: RejectReason, text: string): void;
}

export type RejectReason =
  | 'line_too_long'
  | 'nul_character'
  | 'not_utf8'
  | 'header_again'
  | 'too_few_columns'
  | 'too_many_columns'
  | 'quote_not_closed'
  | 'quote_inside_value'
  | 'text_after_quote';

export interface SplitOptions {
  /** Null: the whole line is one cell. */
  delimiter: string | null;
  quote: string | null;
  /** Null: any number of them. */
  columns: number | null;
  /** Why a line cannot be a record whatever its cells are, or null. */
  refuseLine: (line: RawLine) => RejectReason | null;
}

export interface RecordSplitter {
  line(line: RawLine): void;
  /** To be called when there are no more lines. */
  end(): void;
}

/** A record of more lines or bytes is taken for one whose quote was never closed. */
const maxRecordLines = 256;
const maxRecordBytes = maxLineBytes;

/**
 * Splits lines into records by RFC 4180. A record over several lines is taken only where it is right as a whole.
 * Otherwise its first line alone is refused, as `quote_not_closed`, and reading goes on with the second: one stray
 * quote costs one line, not all that follow it. Empty lines between records are skipped; every other line is part of
 * exactly one row or one reject.
 */
export function createRecordSplitter(options: SplitOptions, sink: RecordSink): RecordSplitter {
  const { delimiter, quote, columns, refuseLine } = options;
  /** Lines of the record whose quote is open, and what has been read of it. */
  let open: RawLine[] = [];
  let openBytes = 0;
  let state: QuotedState = startRecord();

  function takeOne(line: RawLine): void {
    const refused = refuseLine(line);
    if (open.length === 0) {
      if (refused !== null) {
        sink.reject(line.number, refused, line.text);
        return;
      }
      if (line.text === '' || line.text === '\r') return;
      if (quote === null || !line.text.includes(quote)) {
        const text = withoutReturn(line.text);
        finish(line, delimiter === null ? [text] : text.split(delimiter));
        return;
      }
    }
    const outcome = refused ?? readQuoted(state, line.text, { delimiter: delimiter!, quote: quote! });
    if (outcome === 'open' && open.length + 1 < maxRecordLines && openBytes < maxRecordBytes) {
      open.push(line);
      openBytes += line.text.length;
    } else if (
      outcome === 'done' &&
      (open.length === 0 || columns === null || state.cells.length === columns)
    ) {
      const [first = line] = open;
      const { cells } = state;
      forget();
      finish(first, cells);
    } else giveUp([...open, line], outcome === 'done' || outcome === 'open' ? 'quote_not_closed' : outcome);
  }

  function finish(line: RawLine, cells: string[]): void {
    if (columns === null || cells.length === columns) sink.row(line.number, cells);
    else sink.reject(line.number, cells.length < columns ? 'too_few_columns' : 'too_many_columns', line.text);
  }

  /** Refuses the first line and reads the others anew. */
  function giveUp(lines: RawLine[], reason: RejectReason): void {
    // A stack of what is still to be read: giving up again puts lines back on top of it.
    forget();
    const [first, ...others] = lines;
    sink.reject(first!.number, lines.length > 1 ? 'quote_not_closed' : reason, first!.text);
    waiting.push(...others.reverse());
  }

  function forget(): void {
    open = [];
    openBytes = 0;
    state = startRecord();
  }

  const waiting: RawLine[] = [];
  function drain(): void {
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) takeOne(line);
  }

  return {
    line(line) {
      takeOne(line);
      if (waiting.length > 0) drain();
    },
    end() {
      while (open.length > 0) {
        giveUp(open, 'quote_not_closed');
        drain();
      }
    },
  };
}

interface QuotedState {
  cells: string[];
  cell: string;
  isQuoted: boolean;
  /** The closing quote of the cell is still to come. */
  isOpen: boolean;
}

function startRecord(): QuotedState {
  return { cells: [], cell: '', isQuoted: false, isOpen: false };
}

/** Reads one more line of a record: `open` where a quote is still open at its end, `done` where the record ends. */
function readQuoted(
  state: QuotedState,
  line: string,
  { delimiter, quote }: { delimiter: string; quote: string },
): 'open' | 'done' | RejectReason {
  let at = 0;
  if (state.isOpen) at = readToQuote(state, line, { at, quote });
  else if (line.startsWith(quote)) at = readToQuote(state, line, { at: 1, quote });
  else at = readPlain(state, line, { at, delimiter });
  for (;;) {
    if (state.isOpen) return 'open';
    if (state.cell.includes(quote) && !state.isQuoted) return 'quote_inside_value';
    state.cells.push(state.cell);
    if (at >= line.length) return 'done';
    if (line[at] !== delimiter) return line.slice(at) === '\r' ? 'done' : 'text_after_quote';
    at++;
    if (line[at] === quote) at = readToQuote(state, line, { at: at + 1, quote });
    else at = readPlain(state, line, { at, delimiter });
  }
}

/** Reads a cell without quotes; returns where its delimiter stands, or the end. */
function readPlain(
  state: QuotedState,
  line: string,
  { at, delimiter }: { at: number; delimiter: string },
): number {
  const next = line.indexOf(delimiter, at);
  const end = next < 0 ? line.length : next;
  state.cell = next < 0 ? withoutReturn(line.slice(at)) : line.slice(at, next);
  state.isQuoted = false;
  return end;
}

/** Reads on in a quoted cell, to behind its closing quote or, while it stays open, to the end of the line. */
function readToQuote(state: QuotedState, line: string, place: { at: number; quote: string }): number {
  const { quote } = place;
  if (!state.isOpen) state.cell = '';
  state.isQuoted = true;
  for (let at = place.at; ; ) {
    const close = line.indexOf(quote, at);
    state.isOpen = close < 0;
    if (close < 0) {
      state.cell += `${line.slice(at)}\n`;
      return line.length;
    }
    state.cell += line.slice(at, close);
    if (line[close + 1] !== quote) return close + 1;
    state.cell += quote;
    at = close + 2;
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
