import { type RankingMetric, rankingMetricNames, rankingMetrics } from './ranking-metrics.ts';

/** One value a case, in the order of the cases, by metric and K such as `ndcg10`. */
export type PersonMetrics = Record<string, Float32Array>;

export function emptyPersonMetrics(people: number, ks: readonly number[]): PersonMetrics {
  const names = ks.flatMap((k) => rankingMetricNames.map((name) => metricName(name, k)));
  return Object.fromEntries(names.map((name) => [name, new Float32Array(people)]));
}

export interface PersonList {
  /** Index of the case. */
  index: number;
  ranked: readonly number[];
  targets: ReadonlySet<number>;
}

/** Fills in one person's values, for every K. */
export function setPersonMetrics(
  metrics: PersonMetrics,
  ks: readonly number[],
  { index, ranked, targets }: PersonList,
): void {
  for (const k of ks) {
    const values = rankingMetrics(ranked, targets, k);
    for (const name of rankingMetricNames) metrics[metricName(name, k)]![index] = values[name];
  }
}

/** Means over the people listed, or all; 0 where there are none. */
export function meanPersonMetrics(
  metrics: PersonMetrics,
  people?: readonly number[],
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, values]) => {
      let sum = 0;
      if (people) for (const index of people) sum += values[index]!;
      else for (const value of values) sum += value;
      const count = people ? people.length : values.length;
      return [name, count === 0 ? 0 : sum / count];
    }),
  );
}

export function metricName(metric: RankingMetric, k: number): string {
  return `${metric}${k}`;
}
