import { encoderVersion, type FeatureSpec } from '../../shared/features/feature-spec.ts';
import type { TrainingSet } from '../io/training-set.ts';
import type { TrainingConfig } from './training-config.ts';

/** Vocabularies and bucket bounds from the items alone: nothing of the interactions, so nothing of the test. */
export function buildFeatureSpec(items: TrainingSet['items'], config: TrainingConfig): FeatureSpec {
  const years = items.flatMap(({ releasedAt }) =>
    releasedAt ? [new Date(releasedAt).getUTCFullYear()] : [],
  );
  return {
    encoderVersion,
    dim: config.dim,
    history: config.history,
    vocabularies: {
      makers: vocabulary(items.map(({ maker }) => (maker === null ? [] : [maker]))),
      series: vocabulary(items.map(({ series }) => (series === null ? [] : [series]))),
      performers: vocabulary(items.map(({ performers }) => performers)),
      tags: vocabulary(items.map(({ tags }) => tags)),
    },
    buckets: {
      releaseYear: deciles(years),
      durationMinutes: deciles(items.flatMap(({ durationMinutes }) => durationMinutes ?? [])),
      priceYen: deciles(items.flatMap(({ priceYen }) => priceYen ?? [])),
    },
  };

  function vocabulary(lists: string[][]): string[] {
    const counts = new Map<string, number>();
    for (const list of lists) for (const name of new Set(list)) counts.set(name, (counts.get(name) ?? 0) + 1);
    return [...counts].flatMap(([name, count]) => (count >= config.minItemsPerName ? [name] : [])).sort();
  }
}

/** The distinct values at 10 %, 20 % … 90 %: each the lower end of the next bucket. */
function deciles(values: number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const bounds = Array.from({ length: 9 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / 10)]);
  return [...new Set(bounds.filter((bound) => bound !== undefined))];
}
