import type { FeedbackOutcome } from '../../../shared/contracts/record-feedback.ts';

const minuteMs = 60_000;
const latestAheadMs = 5 * minuteMs;
const oldestMs = 30 * 24 * 60 * minuteMs;

/**
 * Why an event cannot be stored; null where it can. Events lie in monthly partitions by their own time, so a client whose
 * clock is far off must not choose one freely.
 */
export function findProblem(
  { occurred_at }: { occurred_at: string },
  now: Date,
): Pick<FeedbackOutcome, 'code' | 'message'> | null {
  const ageMs = now.getTime() - Date.parse(occurred_at);
  if (ageMs < -latestAheadMs) {
    return {
      code: 'TOO_EARLY',
      message: 'Cannot accept occurred_at: it lies more than 5 minutes in the future',
    };
  }
  if (ageMs > oldestMs) {
    return { code: 'TOO_OLD', message: 'Cannot accept occurred_at: it lies more than 30 days back' };
  }
  return null;
}
