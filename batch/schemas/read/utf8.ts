const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text, or null where the bytes are no UTF-8. */
export function utf8(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
