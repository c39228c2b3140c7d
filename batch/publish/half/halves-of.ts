/** float32 values as IEEE 754 halves, rounded to the nearest, ties to even; beyond 65504 as infinity. */
export function halvesOf(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let at = 0; at < bits.length; at++) {
    const one = bits[at]!;
    const exponent = (one >>> 23) & 0xff;
    // Normal as a half, as nearly all are: the rounding carries into the exponent as it should.
    halves[at] =
      exponent > 112 && exponent < 143
        ? ((one >>> 16) & 0x8000) | ((((one & 0x7fffffff) + 0xfff + ((one >>> 13) & 1)) >>> 13) - 0x1c000)
        : otherHalf(one);
  }
  return halves;
}

/** Of what is too small, too large, infinite or not a number. */
function otherHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const fraction = bits & 0x7fffff;
  const exponent = (bits >>> 23) & 0xff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  // A half's exponent has bias 15, a float's 127.
  const rebased = exponent - 112;
  if (rebased >= 31) return sign | 0x7c00;
  // Below the normal halves the leading 1 is written out; below half of the smallest one nothing is left.
  return rebased < -10 ? sign : sign | round(0x800000 | fraction, 14 - rebased);
}

/** Drops the last `places` bits, to the nearest, ties to even. */
function round(bits: number, places: number): number {
  const kept = bits >>> places;
  const dropped = bits & ((1 << places) - 1);
  const middle = 1 << (places - 1);
  return dropped > middle || (dropped === middle && (kept & 1) === 1) ? kept + 1 : kept;
}
