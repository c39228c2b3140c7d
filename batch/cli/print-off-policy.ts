import type { OffPolicyReport } from '../../shared/contracts/off-policy-report.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

type Interval = OffPolicyReport['logged'];

/** Below so many effective impressions a normal interval is too narrow. */
const enough = 30;

/** The estimates as a table, then what a reader must know of them. */
export function printOffPolicy(report: OffPolicyReport, path: string | undefined): void {
  const { impressions, pages, people, days, level, certain } = report;
  console.log(
    `${impressions} impressions on ${pages} pages of ${people} people in ${days} days; ` +
      `likes within ${report.outcomeHours} hours, ${100 * level} % intervals`,
  );
  for (const line of describeLeftOut(report.leftOut)) console.log(`  left out: ${line}`);
  const rows = report.policies.map((policy) => [
    policy.version,
    interval(policy.ips),
    interval(policy.snips),
    String(policy.agreeing),
    policy.meanWeight.toFixed(3),
    policy.effectiveSampleSize.toFixed(1),
    `${policy.largestWeight.toFixed(1)}, ${policy.clipped} cut`,
  ]);
  const header = ['', 'IPS', 'SNIPS', 'agreeing', 'mean weight', 'effective', 'largest'];
  const logged = ['shown', interval(report.logged), '', String(impressions), '', '', ''];
  for (const line of formatTable([header, logged, ...rows], { width: terminalWidth() })) console.log(line);
  if (report.difference) console.log(`difference of IPS: ${interval(report.difference)}`);
  if (certain > 0) {
    console.log(
      `${certain} of ${impressions} impressions were shown with certainty: what a model would have shown there ` +
        'instead counts as not liked in IPS and is left out of SNIPS.',
    );
  }
  for (const { version, effectiveSampleSize } of report.policies) {
    if (effectiveSampleSize < enough)
      console.log(`${version}: too few effective impressions for its intervals to be trusted.`);
  }
  if (path !== undefined) console.log(`Report: ${path}`);
}

function describeLeftOut(leftOut: OffPolicyReport['leftOut']): string[] {
  const sentences: Record<keyof typeof leftOut, string> = {
    pending: 'too young for their outcome',
    beforeModel: 'shown before a model was made (--with-earlier takes them)',
    propensityMissing: 'without a propensity above 0 and at most 1',
    propensityOfPlace: 'with the propensity of their place only',
    itemGone: 'of items that are gone or hidden',
  };
  return Object.entries(leftOut)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${sentences[reason as keyof typeof leftOut]}`);
}

function interval({ value, low, high }: Interval): string {
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
