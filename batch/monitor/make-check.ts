import type { MonitorCheck } from './monitor-report.ts';

/** A check of a value, null where there was not enough to measure, against a limit, undefined where there is none. */
export function makeCheck(
  name: string,
  value: number | null,
  limit: { atMost?: number | undefined } | { atLeast?: number | undefined },
): MonitorCheck {
  const atLeast = 'atLeast' in limit;
  const bound = ('atLeast' in limit ? limit.atLeast : (limit as { atMost?: number }).atMost) ?? null;
  // Written so that NaN fails.
  const passed = value === null || bound === null ? null : atLeast ? value >= bound : value <= bound;
  return { name, value, limit: bound, atLeast, passed };
}
