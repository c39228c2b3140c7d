const literal =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[a-z_][a-z_0-9]*)?\$)[\s\S]*?\1/giu;

/**
 * The same SQL with comments, strings and quoted names replaced by x of the same length, so that a keyword
 * found in it is a keyword and stands at the same place. Escape strings (E'\'') are read as plain ones: good
 * enough to find COPY, never used to change what the database is asked.
 */
export function blankOutLiterals(sql: string): string {
  return sql.replace(literal, (match) =>
    match.startsWith('--') || match.startsWith('/*') ? ' '.repeat(match.length) : 'x'.repeat(match.length),
  );
}
