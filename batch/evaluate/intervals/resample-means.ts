import { createRandom } from '../../random/create-random.ts';

export interface ResampleOptions {
  /** Resamples of as many people as there are. */
  resamples?: number;
  seed?: number;
}

/**
 * Means of each series over people drawn with replacement; the same people for all series, so differences of rows
 * are paired. Shape [series][resamples].
 * @param series one value a person, the same people in the same order
 */
export function resampleMeans(
  series: readonly Float32Array[],
  { resamples = 1000, seed = 1 }: ResampleOptions = {},
): Float64Array[] {
  const people = series[0]?.length ?? 0;
  if (series.some(({ length }) => length !== people))
    throw new RangeError('Cannot resample: the series are not of the same people');
  const means = series.map(() => new Float64Array(resamples));
  if (people === 0) return means;
  const drawn = new Int32Array(people);
  for (let resample = 0; resample < resamples; resample++) {
    const random = createRandom(seed, resample);
    for (let at = 0; at < people; at++) drawn[at] = Math.floor(random() * people);
    for (const [index, values] of series.entries()) {
      let sum = 0;
      for (let at = 0; at < people; at++) sum += values[drawn[at]!]!;
      means[index]![resample] = sum / people;
    }
  }
  return means;
}
