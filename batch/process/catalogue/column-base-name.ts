/** Name of a column without the type that RecBole's atomic files write behind it, as in `class:token_seq`. */
export function columnBaseName(column: string): string {
  return column.replace(/:(token|token_seq|float|float_seq)$/, '');
}
