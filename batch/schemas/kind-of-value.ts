/** Names the kind of a value for an error message, which must not hold the value: it may be a person's. */
export function kindOfValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'a truth value';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `an object of ${count(Object.keys(value).length, 'field')}`;
  return kindOfText(String(value));
}

function kindOfText(text: string): string {
  if (text === '') return 'an empty text';
  if (text.trim() === '') return 'only spaces';
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return 'a number as text';
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return 'a date as text';
  return `a text of ${count(text.length, 'character')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
