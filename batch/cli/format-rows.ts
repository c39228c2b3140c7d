export interface TableOptions {
  /** Columns of the terminal. */
  width: number;
  /** Blanks before each line. */
  indent?: number;
}

/**
 * The lines of each row: columns as wide as they need to be, two blanks between them, the last one wrapped at blanks so
 * that no line is longer than `width` (a single word may be).
 */
export function formatRows(rows: readonly (readonly string[])[], options: TableOptions): string[][] {
  const indent = ' '.repeat(options.indent ?? 0);
  const last = Math.max(0, ...rows.map((row) => row.length - 1));
  const widths = Array.from({ length: last }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const room = options.width - indent.length - widths.reduce((sum, width) => sum + width + 2, 0);
  return rows.map((row) => {
    const lead = widths.map((width, column) => (row[column] ?? '').padEnd(width + 2)).join('');
    return wrapText(row[last] ?? '', Math.max(16, room)).map((text, line) =>
      `${indent}${line === 0 ? lead : ' '.repeat(lead.length)}${text}`.trimEnd(),
    );
  });
}

/** Breaks at blanks; at least one line. */
function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
