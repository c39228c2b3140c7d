import type { FeatureSpec } from './feature-spec.ts';

export interface ContentLayout {
  constant: number;
  makers: number;
  series: number;
  performers: number;
  tags: number;
  releaseYear: number;
  durationMinutes: number;
  priceYen: number;
  /** Width of the content vector. */
  width: number;
}

/** Offsets of each block in the content vector: a constant, the four vocabularies, then the three bucketed numbers. */
export function contentLayout(spec: FeatureSpec): ContentLayout {
  const { vocabularies: v, buckets: b } = spec;
  const constant = 0;
  const makers = 1;
  const series = makers + v.makers.length;
  const performers = series + v.series.length;
  const tags = performers + v.performers.length;
  const releaseYear = tags + v.tags.length;
  // One bucket past the last bound each.
  const durationMinutes = releaseYear + b.releaseYear.length + 1;
  const priceYen = durationMinutes + b.durationMinutes.length + 1;
  const width = priceYen + b.priceYen.length + 1;
  return { constant, makers, series, performers, tags, releaseYear, durationMinutes, priceYen, width };
}
