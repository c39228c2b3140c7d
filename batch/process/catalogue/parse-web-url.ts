const maxLength = 2000;

/** An absolute http or https address without user and password, percent-encoded; null where it is none. */
export function parseWebUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > maxLength || !/^https?:\/\/[^\s]/i.test(trimmed) || !URL.canParse(trimmed))
    return null;
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '' || url.href.length > maxLength) return null;
  return url.href;
}
