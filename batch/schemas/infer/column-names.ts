/** A column's name as words in lower case, without RecBole's `:type`: `userId:token` is user, id. */
export function wordsOf(column: string): string[] {
  return column
    .replace(/:[a-z_]+$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const personWords = new Set(
  'user users userid uid person persons people personid member memberid customer customerid account visitor client session device email mail phone ip login nickname username subscriber reviewer'.split(
    ' ',
  ),
);

/** Whether a column's name says that it tells one person from another. */
export function namesPerson(column: string): boolean {
  return wordsOf(column).some((word) => personWords.has(word));
}
