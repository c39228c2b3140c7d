import { AppError } from '../../../shared/errors/app-error.ts';
import { decodeSessionCursor } from '../../../shared/paging/session-cursor.ts';

/** Items that the session has shown; none without a cursor. @throws AppError INVALID_REQUEST naming `cursor`. */
export function readSession(cursor: string | undefined): number[] {
  if (cursor === undefined) return [];
  const shown = decodeSessionCursor(cursor);
  if (shown) return shown;
  throw new AppError(
    'INVALID_REQUEST',
    'Cannot accept cursor: send next_cursor of the page before, as it is',
    {
      details: { field: 'cursor' },
    },
  );
}
