/** Memory that is used again in every step: without it the collection of garbage takes a tenth of the time. */
export interface Scratch {
  /** Zeros, under a name. What was got under it before is overwritten. */
  zeros(name: string, length: number): Float32Array;
}

/** Some room for a larger step than the last one. */
const spare = 1.2;

export function createScratch(): Scratch {
  const arrays = new Map<string, Float32Array>();
  return {
    zeros(name, length) {
      let array = arrays.get(name);
      if (array === undefined || array.length < length) {
        array = new Float32Array(Math.ceil(spare * length));
        arrays.set(name, array);
      }
      return array.subarray(0, length).fill(0);
    },
  };
}
