const maxLength = 200;

/**
 * The id of a row, trimmed and otherwise exactly as its source writes it, since events name items by it; or the reason
 * why it is none: `id_missing`, `id_too_long` (above 200 characters) or `id_invalid` (control characters, half a
 * surrogate pair).
 */
export function parseExternalId(text: string | null): { id: string } | { reason: string } {
  const id = text?.trim() ?? '';
  if (id === '') return { reason: 'id_missing' };
  if (id.length > maxLength) return { reason: 'id_too_long' };
  return /[\p{Cc}\p{Cs}]/u.test(id) ? { reason: 'id_invalid' } : { id };
}
