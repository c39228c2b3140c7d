/** JSON as base64url, for clients to hand back as it is. Strings in it must be ASCII. */
export function encodeOpaque(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** What encodeOpaque() was given, to be parsed by a schema; undefined for any other text. */
export function decodeOpaque(text: string): unknown {
  try {
    return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}
