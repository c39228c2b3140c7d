import { getFloat16, setFloat16 } from '@petamoriken/float16';
import { describe, expect, it } from 'vitest';
import { halvesOf } from '../../../batch/publish/half/halves-of.ts';
import { valueOfHalf } from '../../../batch/publish/half/value-of-half.ts';

const view = new DataView(new ArrayBuffer(2));

describe('valueOfHalf and halvesOf()', () => {
  it('agree with another implementation on all halves, and on what lies between and beyond them', () => {
    for (let bits = 0; bits < 65_536; bits++) {
      view.setUint16(0, bits);
      const value = getFloat16(view, 0);
      expect(valueOfHalf[bits]).toBe(value);
      if (!Number.isFinite(value)) continue;
      const next = valueOfHalf[bits + 1]!;
      const middle = Number.isFinite(next) ? (value + next) / 2 : value * 1.001;
      for (const near of [value, middle, middle * (1 + 1e-6), middle * (1 - 1e-6)]) {
        const single = Float32Array.of(near);
        setFloat16(view, 0, single[0]!);
        if (halvesOf(single)[0] !== view.getUint16(0))
          expect([near, halvesOf(single)[0]]).toEqual([near, view.getUint16(0)]);
      }
    }
  });

  it('keep infinities, and turn what is too large into them', () => {
    expect([...halvesOf(Float32Array.of(Number.NEGATIVE_INFINITY, 65_519, 65_520, -1e30))]).toEqual([
      0xfc00, 0x7bff, 0x7c00, 0xfc00,
    ]);
    expect(valueOfHalf[halvesOf(Float32Array.of(Number.NaN))[0]!]).toBeNaN();
  });
});
