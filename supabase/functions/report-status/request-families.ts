import type { ServiceMetrics } from '../_lib/rpc/read-metrics.ts';
import type { MetricFamily, Sample } from './metric-family.ts';
import { requestMetrics } from './metric-names.ts';

/** Counters and the histogram of requests, of everything that was ever counted. */
export function requestFamilies({ requests, latency_bounds_ms: bounds }: ServiceMetrics): MetricFamily[] {
  const counted = new Map<string, Sample>();
  const missing = new Map<string, Sample>();
  const slow = new Map<string, Histogram>();
  for (const row of requests) {
    const { function_name, model_version, code } = row;
    const status = String(row.status);
    const answer = { function: function_name, model_version, status };
    const degraded = String(row.degraded !== '');
    add(counted, { labels: { ...answer, code, degraded }, value: row.requests });
    for (const cause of row.degraded.split(',').filter((text) => text !== '')) {
      add(missing, { labels: { function: function_name, cause }, value: row.requests });
    }
    addToHistogram(slow, { labels: answer, row });
  }
  return [
    { ...requestMetrics.requests, samples: [...counted.values()] },
    { ...requestMetrics.degraded, samples: [...missing.values()] },
    {
      ...requestMetrics.duration,
      samples: [...slow.values()].flatMap((histogram) => histogramSamples(histogram, bounds)),
    },
  ];
}

interface Histogram {
  labels: Record<string, string>;
  /** Not cumulative. */
  buckets: number[];
  sumMs: number;
}

function add(samples: Map<string, Sample>, { labels, value }: Omit<Sample, 'suffix'>): void {
  const key = JSON.stringify(labels);
  samples.set(key, { suffix: '', labels, value: (samples.get(key)?.value ?? 0) + value });
}

function addToHistogram(
  histograms: Map<string, Histogram>,
  { labels, row }: { labels: Record<string, string>; row: ServiceMetrics['requests'][number] },
): void {
  const key = JSON.stringify(labels);
  const known = histograms.get(key);
  histograms.set(key, {
    labels,
    buckets: row.buckets.map((count, place) => count + (known?.buckets[place] ?? 0)),
    sumMs: row.duration_ms_sum + (known?.sumMs ?? 0),
  });
}

function histogramSamples({ labels, buckets, sumMs }: Histogram, boundsMs: readonly number[]): Sample[] {
  let total = 0;
  const cumulative = buckets.map((count, place): Sample => {
    total += count;
    const bound = boundsMs[place];
    const le = bound === undefined ? '+Inf' : String(bound / 1000);
    return { suffix: '_bucket', labels: { ...labels, le }, value: total };
  });
  return [
    ...cumulative,
    { suffix: '_sum', labels, value: sumMs / 1000 },
    { suffix: '_count', labels, value: total },
  ];
}
