/**
 * The cells of one record of RFC 4180, without its line end; a cell in quotes may hold delimiters, line ends and doubled
 * quotes. Null where a quote stands in the wrong place or is never closed.
 */
export function parseCsvRecord(text: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return null;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
      if (at < text.length && text[at] !== delimiter) return null;
    } else {
      const next = text.indexOf(delimiter, at);
      cell = next < 0 ? text.slice(at) : text.slice(at, next);
      if (/["\r\n]/.test(cell)) return null;
      at = next < 0 ? text.length : next;
    }
    cells.push(cell);
    if (at >= text.length) return cells;
    at += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
