import type { FeedbackOutcome } from '../../../shared/contracts/record-feedback.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FeedbackRow } from '../_lib/rpc/record-events.ts';

type Problem = Pick<FeedbackOutcome, 'code' | 'message'>;

/**
 * One outcome for each sent event, in the order sent: an id that comes twice in a batch is a duplicate the second time.
 * @throws AppError INTERNAL when the database left an event out.
 */
export function outcomesInOrder(
  events: readonly { event_id: string; problem: Problem | null }[],
  rows: readonly FeedbackRow[],
): FeedbackOutcome[] {
  const outcomes = new Map(rows.map((row) => [row.event_id, row.outcome]));
  const seen = new Set<string>();
  return events.map(({ event_id, problem }) => {
    if (problem) return { event_id, outcome: 'invalid', ...problem };
    // The database writes ids in lower case, a client need not.
    const id = event_id.toLowerCase();
    const outcome = outcomes.get(id);
    if (outcome === undefined) throw new AppError('INTERNAL', 'The database left an event out');
    const again = seen.has(id) && outcome === 'accepted';
    seen.add(id);
    return { event_id, outcome: again ? 'duplicate' : outcome };
  });
}
