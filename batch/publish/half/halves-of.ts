/** float32 values as IEEE 754 halves, rounded to the nearest, ties to even; beyond 65504 as infinity. */
export function halvesOf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let at = 0; at < bits.length; at++) halves[at] = halfOf(bits[at]!);
  return halves;
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const fraction = bits & 0x7fffff;
  const exponent = (bits >>> 23) & 0xff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  // A half's exponent has bias 15, a float's 127.
  const rebased = exponent - 112;
  if (rebased >= 31) return sign | 0x7c00;
  if (rebased > 0) return sign | round((rebased << 23) | fraction, 13);
  // Below the normal halves the leading 1 is written out; below half of the smallest one nothing is left.
  return rebased < -10 ? sign : sign | round(0x800000 | fraction, 14 - rebased);
}

/** Drops the last `places` bits; a carry into the exponent is what it should be. */
function round(bits: number, places: number): number {
  const kept = bits >>> places;
  const dropped = bits & ((1 << places) - 1);
  const middle = 1 << (places - 1);
  return dropped > middle || (dropped === middle && (kept & 1) === 1) ? kept + 1 : kept;
}
