/** A type as DuckDB's `describe` writes it, such as `STRUCT(a BIGINT, "b c" VARCHAR[])`. */
export type DuckType =
  | { kind: 'scalar'; name: string }
  | { kind: 'list'; of: DuckType }
  | { kind: 'struct'; fields: { name: string; type: DuckType }[] };

/** Types other than lists and structures stay names, also MAP(…) and DECIMAL(…). */
export function parseDuckType(text: string): DuckType {
  const trimmed = text.trim();
  const list = /^(.*)\[\d*\]$/s.exec(trimmed);
  if (list) return { kind: 'list', of: parseDuckType(list[1]!) };
  const struct = /^STRUCT\((.*)\)$/s.exec(trimmed);
  if (!struct) return { kind: 'scalar', name: trimmed };
  const fields = splitFields(struct[1]!).map((field) => {
    const [, quoted, plain, type] = /^\s*(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(field) ?? [];
    return { name: quoted?.replaceAll('""', '"') ?? plain ?? '', type: parseDuckType(type ?? '') };
  });
  return { kind: 'struct', fields };
}

/** Cuts at the commas that stand in no parentheses and no quotes. */
function splitFields(text: string): string[] {
  const fields: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      fields.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...fields, text.slice(from)];
}
