/** Names the kind of a value for an error message, which must not hold the value: it may be a person's. */
export function valueKind(text: string): string {
  if (text === '') return 'empty';
  if (text.trim() === '') return 'only spaces';
  if (isNumber(text)) return 'a number';
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return 'a date';
  return `text of ${text.length} ${text.length === 1 ? 'character' : 'characters'}`;
}

/** Decimal notation only: JavaScript's own reading also takes '', ' 5 ' and 0x10. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}
