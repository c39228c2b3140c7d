/**
 * The entries of a cell that holds a list: a JSON array, or texts between separators, or one text. In an array numbers
 * are taken as texts, what has a `name` by its name, null is left out, and anything else stands as JSON.
 */
export function splitList(text: string, separator: string | RegExp | null): string[] {
  return readJsonArray(text)?.flatMap(entryText) ?? (separator === null ? [text] : text.split(separator));
}

function readJsonArray(text: string): unknown[] | null {
  if (!/^\s*\[/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function entryText(entry: unknown): string[] {
  if (entry === null) return [];
  if (typeof entry === 'string') return [entry];
  const name = typeof entry === 'object' && 'name' in entry ? entry.name : null;
  return [typeof name === 'string' ? name : JSON.stringify(entry)];
}
