import type { CatalogueItem } from '../contracts/catalogue-item.ts';
import { contentLayout } from './content-layout.ts';
import type { FeatureSpec } from './feature-spec.ts';

/** A content vector without its zeros; `indices` ascend and are below `contentLayout(spec).width`. */
export interface SparseVector {
  indices: Int32Array;
  values: Float32Array;
}

/**
 * Returns the encoder of catalogue items for a feature spec. One-hot for maker, series and the bucketed numbers;
 * lists (performers, tags) are scaled by 1/sqrt(n), so that an item with many tags is no longer than one with few.
 * What is unknown or missing adds nothing; the constant makes even an empty item encode to something.
 */
export function createItemEncoder(spec: FeatureSpec): (item: CatalogueItem) => SparseVector {
  const layout = contentLayout(spec);
  const makers = indexOf(spec.vocabularies.makers);
  const series = indexOf(spec.vocabularies.series);
  const performers = indexOf(spec.vocabularies.performers);
  const tags = indexOf(spec.vocabularies.tags);

  return (item) => {
    const entries = new Map<number, number>([[layout.constant, 1]]);
    addOne(entries, layout.makers, makers, item.maker);
    addOne(entries, layout.series, series, item.series);
    addList(entries, layout.performers, performers, item.performers);
    addList(entries, layout.tags, tags, item.tags);
    const year = item.releasedAt === null ? null : new Date(item.releasedAt).getUTCFullYear();
    addBucket(entries, layout.releaseYear, spec.buckets.releaseYear, year);
    addBucket(entries, layout.durationMinutes, spec.buckets.durationMinutes, item.durationMinutes);
    addBucket(entries, layout.priceYen, spec.buckets.priceYen, item.priceYen);
    const sorted = [...entries].sort((a, b) => a[0] - b[0]);
    return {
      indices: Int32Array.from(sorted, ([index]) => index),
      values: Float32Array.from(sorted, ([, value]) => value),
    };
  };
}

function indexOf(names: string[]): Map<string, number> {
  return new Map(names.map((name, index) => [name, index]));
}

function addOne(
  entries: Map<number, number>,
  offset: number,
  known: Map<string, number>,
  name: string | null,
) {
  const index = name === null ? undefined : known.get(name);
  if (index !== undefined) entries.set(offset + index, 1);
}

function addList(entries: Map<number, number>, offset: number, known: Map<string, number>, names: string[]) {
  const indices = [...new Set(names)].flatMap((name) => known.get(name) ?? []);
  for (const index of indices) entries.set(offset + index, 1 / Math.sqrt(indices.length));
}

function addBucket(entries: Map<number, number>, offset: number, bounds: number[], value: number | null) {
  if (value === null) return;
  const bucket = bounds.findIndex((bound) => value < bound);
  entries.set(offset + (bucket === -1 ? bounds.length : bucket), 1);
}
