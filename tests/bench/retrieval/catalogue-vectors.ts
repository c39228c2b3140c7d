import type { ItemVectors } from '../../../batch/publish/item-vectors.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';

export const dim = 768;
const decay = 0.6;
const noise = 0.8;
const itemsACluster = 50;

export interface CatalogueVectors extends ItemVectors {
  /** The cluster of each row. */
  clusters: Int32Array;
}

/**
 * Unit vectors that lie as trained ones do, for uniformly random ones have no neighbours to find: clusters of some 50
 * items, the first ones larger, whose coordinate j varies by (j + 1)^-0.6 between clusters and by 0.8 times that within.
 * The first 256 coordinates hold .91 of the squared length (median). Item ids are 1 to `items`.
 */
export function catalogueVectors(items: number, seed = 1): CatalogueVectors {
  const scales = Float32Array.from({ length: dim }, (_, at) => (at + 1) ** -decay);
  const centreCount = Math.max(20, Math.round(items / itemsACluster));
  const ofCentres = createRandom(seed, 1);
  const centres = Float32Array.from(
    { length: centreCount * dim },
    (_, at) => randomNormal(ofCentres) * scales[at % dim]!,
  );
  const random = createRandom(seed, 2);
  const embeddings = new Float32Array(items * dim);
  const clusters = new Int32Array(items);
  for (let item = 0; item < items; item++) {
    const cluster = Math.floor(centreCount * random() ** 1.5);
    clusters[item] = cluster;
    const row = embeddings.subarray(item * dim, (item + 1) * dim);
    for (let at = 0; at < dim; at++) {
      row[at] = centres[cluster * dim + at]! + noise * scales[at]! * randomNormal(random);
    }
    toUnitLength(row);
  }
  const itemIds = Array.from({ length: items }, (_, index) => index + 1);
  return { dim, itemIds, embeddings, historyInputs: embeddings, clusters };
}

/**
 * Vectors of people, [people, dim], unit rows: the sum of 3 to 30 liked items, four of five of them out of one to three
 * clusters, the rest out of anywhere.
 */
export function peopleVectors(
  { embeddings, clusters }: CatalogueVectors,
  { people, seed }: { people: number; seed: number },
): Float32Array[] {
  const random = createRandom(seed, 3);
  const oneOf = <T>(values: ArrayLike<T>): T => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: people }, () => {
    const person = new Float32Array(dim);
    const tastes = Array.from({ length: 1 + Math.floor(random() * 3) }, () => oneOf(clusters));
    for (let likes = 3 + Math.floor(random() * 28); likes > 0; likes--) {
      const taste = oneOf(tastes);
      let item = Math.floor(random() * clusters.length);
      // A cluster holds at least some items: the next of it in the catalogue.
      if (random() < 0.8) while (clusters[item] !== taste) item = (item + 1) % clusters.length;
      for (let at = 0; at < dim; at++) person[at]! += embeddings[item * dim + at]!;
    }
    return toUnitLength(person);
  });
}

function toUnitLength(row: Float32Array): Float32Array {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  for (let at = 0; at < row.length; at++) row[at]! /= norm;
  return row;
}
