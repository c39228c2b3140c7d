/** The beginning of a text, at most `length` UTF-16 units long, without half a surrogate pair or a space at its end. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  return text
    .slice(0, length)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
