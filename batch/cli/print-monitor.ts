import type { MonitorReport } from '../monitor/monitor-report.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

/** The checks of a monitor, a line each, and where the rest is. */
export function printMonitor({ monitor, version, checks, outcome }: MonitorReport, html: string): void {
  console.log(`${monitor} of ${version ?? 'no version'}: ${outcome}`);
  const rows = checks.map(({ name, value, limit, atLeast, passed }) => [
    passed === null ? '--' : passed ? 'ok' : 'OVER',
    value === null ? 'not enough data' : String(Number(value.toPrecision(3))),
    limit === null ? '' : `${atLeast ? '>=' : '<='} ${limit}`,
    name,
  ]);
  for (const line of formatTable(rows, { width: terminalWidth(), indent: 2 })) console.log(line);
  console.log(html);
}
