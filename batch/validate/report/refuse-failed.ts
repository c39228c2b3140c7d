import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { WrittenReport } from './write-report.ts';

/** Throws TOO_MANY_REJECTS or QUALITY_BELOW_THRESHOLD for a report that failed. */
export function refuseFailed(report: QualityReport, written: WrittenReport): void {
  if (report.outcome === 'passed') return;
  const tooMany = report.rejectShare > report.maxRejectShare;
  throw new AppError(
    tooMany ? 'TOO_MANY_REJECTS' : 'QUALITY_BELOW_THRESHOLD',
    `Cannot accept ${report.dataset} ${report.name}: ${report.failures.join('; ')}`,
    {
      hint: `See ${written.html} for the reasons; correct the source, or change the rules.`,
      details: {
        report: written.json,
        accounting: report.accounting,
        reasons: report.reasons.slice(0, 10),
      },
    },
  );
}
