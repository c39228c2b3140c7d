/**
 * A made-up user-tower input that every runtime can rebuild exactly: values in (-0.1, 0.1) from a 32-bit
 * linear congruential generator (Numerical Recipes' constants), rounded to float32. Seed 0 gives all zeros, the
 * input of a person without history. Shape [width].
 */
export function goldenInput(seed: number, width: number): Float32Array {
  const input = new Float32Array(width);
  if (seed === 0) return input;
  let state = seed >>> 0;
  for (let index = 0; index < width; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    input[index] = (state / 2 ** 32 - 0.5) / 5;
  }
  return input;
}
