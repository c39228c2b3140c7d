import { AppError } from '../../../shared/errors/app-error.ts';

const minuteMs = 60_000;
const latestAheadMs = 5 * minuteMs;
const oldestMs = 30 * 24 * 60 * minuteMs;

/**
 * Events lie in monthly partitions by their own time, so a client whose clock is far off must not choose one freely.
 * @throws AppError INVALID_REQUEST naming the first event more than 5 minutes ahead of `now` or 30 days behind it.
 */
export function assertRecentEvents(events: { occurred_at: string }[], now: Date): void {
  for (const [index, { occurred_at }] of events.entries()) {
    const ageMs = now.getTime() - Date.parse(occurred_at);
    if (ageMs < -latestAheadMs) throw invalid(index, 'it lies more than 5 minutes in the future');
    if (ageMs > oldestMs) throw invalid(index, 'it lies more than 30 days back');
  }
}

function invalid(index: number, problem: string): AppError {
  const field = `events.${index}.occurred_at`;
  return new AppError('INVALID_REQUEST', `Cannot accept ${field}: ${problem}. Send the time of the swipe`, {
    details: { field },
  });
}
