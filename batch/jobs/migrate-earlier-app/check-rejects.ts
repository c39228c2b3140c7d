import { AppError } from '../../../shared/errors/app-error.ts';
import type { TableReport } from './migration-report.ts';

/**
 * Throws TOO_MANY_REJECTS where more than `maxShare` of a table's rows would be quarantined. What the content policy
 * blocks does not count: that is its work.
 */
export function checkRejects(tables: readonly TableReport[], maxShare: number): void {
  for (const { table, read, quarantined, reasons } of tables) {
    const blocked = reasons.policy_blocked ?? 0;
    const share = read === blocked ? 0 : (quarantined - blocked) / (read - blocked);
    if (share <= maxShare) continue;
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    throw new AppError(
      'TOO_MANY_REJECTS',
      `Cannot migrate: ${percent(share)} of ${table} (${quarantined - blocked} of ${read} rows) cannot be carried over, ` +
        `the limit is ${percent(maxShare)}`,
      {
        hint: 'Run "matching migrate audit" for the reasons; correct the export, or raise the limit.',
        details: { table, reasons },
      },
    );
  }
}
