/** A seeded source of numbers in [0, 1). */
export type Random = () => number;

/**
 * mulberry32 (Tommy Ettinger, public domain) over a seed mixed from all parts. Streams are addressed, not carried
 * on: `createRandom(seed, epoch, step)` gives a step its numbers whatever ran before, so a resumed run draws what
 * an undisturbed one would have drawn.
 */
export function createRandom(...parts: number[]): Random {
  let state = 0x9e3779b9;
  for (const part of parts) state = mix(state ^ mix(part >>> 0)) + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
