import type { FindCursor } from '../../../shared/contracts/find-cursor.ts';

/** The place as base64url of JSON, which is ASCII throughout. */
export function encodeCursor(cursor: FindCursor): string {
  return btoa(JSON.stringify(cursor)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
