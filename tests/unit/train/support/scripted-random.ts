import type { Random } from '../../../../batch/random/create-random.ts';

/** Gives the listed numbers in turn; one draw more is an error, so a test also states how many are drawn. */
export function scriptedRandom(values: readonly number[]): Random {
  let at = 0;
  return () => {
    const value = values[at++];
    if (value === undefined)
      throw new RangeError(`Cannot draw number ${at}: the script has ${values.length}`);
    return value;
  };
}
