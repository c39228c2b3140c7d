import type { ServiceMetrics } from '../_lib/rpc/read-metrics.ts';
import type { MetricFamily, Sample } from './metric-family.ts';
import { gaugeHelp } from './metric-names.ts';

const help: Readonly<Record<string, string>> = gaugeHelp;

/** What the database measures of itself. A gauge that this release does not know is told as it is, untyped. */
export function gaugeFamilies({ gauges }: ServiceMetrics): MetricFamily[] {
  const byName = new Map<string, Sample[]>();
  for (const { name, labels, value } of gauges) {
    const sample: Sample = { suffix: '', labels, value };
    byName.set(name, [...(byName.get(name) ?? []), sample]);
  }
  return [...byName].map(([name, samples]) => ({
    name: `matching_${name}`,
    ...(help[name] !== undefined && { type: 'gauge', help: help[name] }),
    samples,
  }));
}
