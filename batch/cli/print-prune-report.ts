import type { PruneReport } from '../io/datasets/prune-datasets.ts';
import { formatBytes } from './format-bytes.ts';

/** What went, or would go, and what stayed although it is old. */
export function printPruneReport(report: PruneReport, dryRun: boolean): void {
  const verb = dryRun ? 'would delete' : 'deleted';
  for (const { reference, bytes } of report.datasets)
    console.log(`${verb}  ${reference}  ${formatBytes(bytes)}`);
  for (const { path, bytes } of report.leftovers) console.log(`${verb}  ${path}  ${formatBytes(bytes)}`);
  for (const reference of report.heldByChildren) {
    console.log(`kept  ${reference}  (a dataset that stays was made from it)`);
  }
  for (const reference of report.busy) console.log(`kept  ${reference}  (another process is at work on it)`);
  const count = report.datasets.length;
  console.log(
    `${dryRun ? 'Would delete' : 'Deleted'} ${count} dataset${count === 1 ? '' : 's'} and ` +
      `${report.leftovers.length} left over, ${formatBytes(report.bytes)}`,
  );
}
