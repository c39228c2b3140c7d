import { type FindCursor, findCursorSchema } from '../../../shared/contracts/find-cursor.ts';
import type { FindKind } from '../../../shared/contracts/find-items.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { decodeOpaque } from '../../../shared/paging/opaque-text.ts';

/**
 * The place that a page ended at.
 * @throws AppError INVALID_REQUEST naming `cursor` for any other text, and for a place in a list of another kind.
 */
export function decodeCursor(text: string, by: FindKind): FindCursor {
  const parsed = findCursorSchema.safeParse(decodeOpaque(text));
  if (parsed.success && parsed.data.by === by) return parsed.data;
  const problem = parsed.success
    ? `it is of a list by ${parsed.data.by}`
    : 'it is not one that find-items returned';
  throw new AppError('INVALID_REQUEST', `Cannot accept cursor: ${problem}. Send next_cursor as it was`, {
    details: { field: 'cursor' },
  });
}
