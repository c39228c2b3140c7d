import type { StartOutcome } from '../jobs/start/run-start.ts';
import type { StartOptions } from '../jobs/start/start-options.ts';
import type { ReportedPage } from '../jobs/start/start-report.ts';

/** Says what a start did: metrics, a page before and after a nope, and where everything answers. */
export function printStartReport(
  { stack, report, reportPath }: StartOutcome,
  { root, once }: StartOptions,
): void {
  const { metrics, counts, demonstration: shown } = report;
  console.log(`\nModel ${report.modelVersion}${report.reused ? ' (from an earlier start)' : ''}`);
  console.log(
    `  ${counts.items} items, ${counts.people} people, ${counts.decisions} decisions; ranked on the last tenth by time:`,
  );
  console.log('                 NDCG@10  Recall@20');
  for (const [label, row] of [
    ['this model', metrics.model],
    ['popularity', metrics.popularity],
    ['item-kNN', metrics.itemKnn],
  ] as const) {
    console.log(`  ${label.padEnd(14)} ${figure(row?.ndcg10)}   ${figure(row?.recall20)}`);
  }

  console.log(
    `\nA new person likes ${shown.liked} items; page before a nope (model ${shown.before.model_version}):`,
  );
  printPage(shown.before);
  console.log(`\nNope on "${shown.noped.title}"; the next page (model ${shown.after.model_version}):`);
  printPage(shown.after);
  console.log(
    `  share of ${shown.noped.group}: ${percent(shown.shareBefore)} before, ${percent(shown.shareAfter)} after`,
  );

  console.log(`\nReport   ${reportPath}`);
  console.log(`Ready after ${report.seconds.total} s`);
  if (once) return;
  console.log(`
API            ${stack.apiUrl}
Functions      ${stack.apiUrl}/functions/v1/{recommend-items,find-items,record-feedback,manage-account,report-status}
Database       ${stack.dbUrl}
App key        ${stack.publishableKey}
Secret key     npx matching stack status --env --root ${root}
Ctrl-C stops it.`);
}

function printPage({ items, degraded }: ReportedPage): void {
  for (const [position, item] of items.slice(0, 8).entries()) {
    const title = item.title.length > 34 ? `${item.title.slice(0, 33)}…` : item.title;
    const group = item.maker ?? item.tags.join(' ');
    console.log(
      `  ${String(position + 1).padStart(2)}  ${title.padEnd(34)}  ${group.slice(0, 24).padEnd(24)}  ${item.source}`,
    );
  }
  if (items.length > 8) console.log(`      … and ${items.length - 8} more`);
  for (const { code, message } of degraded) console.log(`  degraded: ${code}: ${message}`);
}

function figure(value: number | undefined): string {
  return value === undefined ? '      -' : value.toFixed(4).padStart(7);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
