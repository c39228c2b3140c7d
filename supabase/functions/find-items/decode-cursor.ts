import { type FindCursor, findCursorSchema } from '../../../shared/contracts/find-cursor.ts';
import type { FindKind } from '../../../shared/contracts/find-items.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/**
 * The place that encodeCursor() wrote down.
 * @throws AppError INVALID_REQUEST naming `cursor` for any other text, and for a place in a list of another kind.
 */
export function decodeCursor(text: string, by: FindKind): FindCursor {
  const parsed = findCursorSchema.safeParse(parseText(text));
  if (parsed.success && parsed.data.by === by) return parsed.data;
  const problem = parsed.success
    ? `it is of a list by ${parsed.data.by}`
    : 'it is not one that find-items returned';
  throw new AppError('INVALID_REQUEST', `Cannot accept cursor: ${problem}. Send next_cursor as it was`, {
    details: { field: 'cursor' },
  });
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}
