/**
 * Names in a cell that holds a list: a JSON array of texts or of objects with a name, also one level deeper as in
 * `[{"tags": {"name": "x"}}]`; a Postgres array such as `{x,"y z"}`; else the cell is one name.
 */
export function namesOf(cell: string | null): string[] {
  if (cell === null) return [];
  if (cell.startsWith('[')) {
    const value = parseJson(cell);
    if (Array.isArray(value)) return value.flatMap((entry) => nameOf(entry) ?? []);
  }
  if (cell.startsWith('{') && cell.endsWith('}')) return postgresArray(cell.slice(1, -1)) ?? [cell];
  return [cell];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(entry: unknown, depth = 0): string | null {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'number') return String(entry);
  if (typeof entry !== 'object' || entry === null || depth > 1) return null;
  if ('name' in entry) return nameOf(entry.name, 2);
  const inner = Object.values(entry).filter((value) => typeof value === 'object' && value !== null);
  return inner.length === 1 ? nameOf(inner[0], depth + 1) : null;
}

/** Null where it is none. Empty elements and NULL are left out. */
function postgresArray(text: string): string[] | null {
  const names: string[] = [];
  let at = 0;
  const element = /"((?:[^"\\]|\\.)*)"(?=,|$)|([^",{}]*)(?=,|$)/sy;
  while (at <= text.length) {
    element.lastIndex = at;
    const found = element.exec(text);
    if (found === null) return null;
    const [whole, quoted, plain = ''] = found;
    const name = quoted === undefined ? plain.trim() : quoted.replace(/\\(.)/gs, '$1');
    if (name !== '' && !(quoted === undefined && /^null$/i.test(name))) names.push(name);
    at += whole.length + 1;
  }
  return names;
}
