import { AppError } from '../../../shared/errors/app-error.ts';
import type { MonitorReport } from '../../monitor/monitor-report.ts';
import { writeMonitorReport } from '../../monitor/write-monitor-report.ts';

export interface FinishOptions {
  dataRoot: string;
  runId: string;
  dryRun: boolean;
}

/**
 * Writes the report, unless it is a dry run, and says what came out.
 * @throws AppError DRIFT_EXCEEDED or BIAS_EXCEEDED where a limit was not kept, naming each and the report.
 */
export async function finishMonitor(
  report: MonitorReport,
  { dataRoot, runId, dryRun }: FinishOptions,
): Promise<Record<string, unknown>> {
  const written = dryRun ? null : await writeMonitorReport(report, { dataRoot, runId });
  const over = report.checks.filter(({ passed }) => passed === false);
  if (over.length > 0) {
    const list = over.map(
      ({ name, value, limit, atLeast }) =>
        `${name} is ${Number(value!.toPrecision(3))}, ${atLeast ? 'at least' : 'at most'} ${limit} is allowed`,
    );
    throw new AppError(
      report.monitor === 'drift' ? 'DRIFT_EXCEEDED' : 'BIAS_EXCEEDED',
      `Cannot pass the ${report.monitor} monitor: ${list.join('; ')}`,
      {
        hint: written ? `See ${written.html}.` : 'Without --dry-run a report is written.',
        details: { checks: over.map(({ name }) => name), ...(written && { report: written.json }) },
      },
    );
  }
  const judged = report.checks.filter(({ passed }) => passed !== null).length;
  return {
    outcome: report.outcome,
    version: report.version,
    judged,
    notJudged: report.checks.length - judged,
    ...(written ? { report: written.html, json: written.json } : { dryRun: true }),
  };
}
