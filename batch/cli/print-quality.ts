import type { QualityReport } from '../../shared/contracts/quality-report.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

/** Prints the scores of a report as a table, what was refused, and where the pictures are. */
export function printQuality(report: QualityReport, html: string): void {
  const { accounting, scores, reasons, warnings, freshness } = report;
  console.log(`Quality of ${report.dataset} ${report.name}: ${report.outcome}`);
  const rows = Object.entries(scores).map(([name, { score, minimum, severity, passed }]) => [
    name,
    score === null ? '-' : score.toFixed(3),
    minimum.toFixed(2),
    score === null ? 'not judged' : passed ? 'ok' : severity === 'fail' ? 'failed' : 'low',
  ]);
  print([['score', 'is', 'asked', ''], ...rows]);
  console.log(`${accounting.read} rows: ${accounting.accepted} accepted, ${accounting.quarantined} refused`);
  print(reasons.map(({ reason, rows: refused }) => [reason, String(refused)]));
  if (freshness.length > 0) {
    console.log('Freshness');
    print(
      freshness.map(({ name, ageDays }) => [
        name,
        ageDays === null ? 'never' : `${ageDays.toFixed(1)} days ago`,
      ]),
    );
  }
  for (const warning of warnings) console.log(`To look at: ${warning}`);
  console.log(`Report: ${html}`);
}

function print(rows: string[][]): void {
  for (const line of formatTable(rows, { width: terminalWidth(), indent: 2 })) console.log(line);
}
