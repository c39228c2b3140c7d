import { setTimeout as sleep } from 'node:timers/promises';

/** What time it is and how to wait, so that tests need not. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** Waits for the caller's turn: turns are at least 1 / `requestsPerSecond` apart, whoever asks. */
export function createPacer(requestsPerSecond: number, clock: Clock): (signal: AbortSignal) => Promise<void> {
  const intervalMs = 1000 / requestsPerSecond;
  let next = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const now = clock.nowMs();
    const turn = Math.max(now, next);
    next = turn + intervalMs;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
}
