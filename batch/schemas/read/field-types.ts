/** The part of a JSON Schema that says of which kinds a value may be. */
export interface JsonSchemaPart {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchemaPart[];
  oneOf?: JsonSchemaPart[];
  allOf?: JsonSchemaPart[];
  properties?: Record<string, JsonSchemaPart>;
  required?: string[];
}

/** JSON Schema's names of the types that a field may have; of a field without a schema: text. */
export function fieldTypes(part: JsonSchemaPart | undefined): ReadonlySet<string> {
  const types = new Set<string>();
  collect(part ?? { type: 'string' }, types);
  return types;
}

function collect(part: JsonSchemaPart, types: Set<string>): void {
  for (const type of [part.type ?? []].flat()) types.add(type);
  for (const value of part.enum ?? []) types.add(typeOf(value));
  if (part.const !== undefined) types.add(typeOf(part.const));
  for (const inner of [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])])
    collect(inner, types);
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
