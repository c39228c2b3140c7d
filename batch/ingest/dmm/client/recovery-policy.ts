import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleType,
  type IPolicy,
  retry,
  wrap,
} from 'cockatiel';
import { TransientFailure } from './request-failure.ts';

export interface RecoverySettings {
  /** Attempts after the first. */
  retries: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

export const defaultRecovery: RecoverySettings = { retries: 5, firstDelayMs: 1000, maxDelayMs: 30_000 };

/** Failures in a row, over all requests, after which nothing is sent for a while. */
const failuresToOpen = 10;
const halfOpenAfterMs = 60_000;

/**
 * Retries what may pass with exponential back-off and jitter, within a circuit breaker that a run of failures opens.
 * `breaker.isolate()` keeps it open for good.
 */
export function createRecoveryPolicy({ retries, firstDelayMs, maxDelayMs }: RecoverySettings): {
  policy: IPolicy;
  breaker: CircuitBreakerPolicy;
} {
  const transient = handleType(TransientFailure);
  const breaker = circuitBreaker(transient, {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(failuresToOpen),
  });
  const retrying = retry(transient, {
    maxAttempts: retries,
    backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: maxDelayMs }),
  });
  // Without a reference, so that a wait of half a minute does not outlive an interrupted command.
  return { policy: wrap(retrying.dangerouslyUnref(), breaker), breaker };
}
