import { describe, expect, it } from 'vitest';
import { encodeVectorRows } from '../../../batch/publish/encode-vector-rows.ts';
import type { ItemVectors } from '../../../batch/publish/item-vectors.ts';

const encode = (version: string, vectors: ItemVectors) =>
  Buffer.concat([...encodeVectorRows(version, vectors)]);

const oneRow: ItemVectors = {
  dim: 2,
  itemIds: [5],
  embeddings: Float32Array.of(1, -2),
  historyInputs: Float32Array.of(0.5, 65504),
};

/** The halves of an embedding of one row, as hex. */
function halves(...values: number[]): string[] {
  const embeddings = Float32Array.from(values);
  const bytes = encode('v', { dim: values.length, itemIds: [1], embeddings, historyInputs: embeddings });
  // Header 19, columns 2, version 4 + 1, id 4 + 8, length 4, dimensions 2, zero 2.
  const start = 19 + 2 + 5 + 12 + 8;
  return values.map((_, at) => bytes.subarray(start + 2 * at, start + 2 * at + 2).toString('hex'));
}

describe('encodeVectorRows()', () => {
  it('writes the bytes of one row as by hand', () => {
    const expected = [
      // Signature, flags, length of the header extension.
      '5047434f50590aff0d0a00',
      '00000000',
      '00000000',
      // Four columns.
      '0004',
      // Two bytes: "v1".
      '00000002',
      '7631',
      // Eight bytes: 5.
      '00000008',
      '0000000000000005',
      // Eight bytes: two dimensions, zero, 1 and -2 as halves.
      '00000008',
      '00020000',
      '3c00c000',
      // Likewise 0.5 and the largest half.
      '00000008',
      '00020000',
      '38007bff',
      // Trailer.
      'ffff',
    ];
    expect(encode('v1', oneRow).toString('hex')).toBe(expected.join(''));
  });

  it('rounds to the nearest half, ties to even', () => {
    // 1 + 2^-11 is midway between 3c00 and 3c01, 1 + 3 * 2^-11 between 3c01 and 3c02.
    expect(halves(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20)).toEqual(['3c00', '3c02', '3c01']);
    // Smallest subnormal; less than half of it is zero; negative zero.
    expect(halves(2 ** -24, 2 ** -26, -0)).toEqual(['0001', '0000', '8000']);
  });

  it('keeps ids past 32 bits', () => {
    const bytes = encode('v1', { ...oneRow, itemIds: [2 ** 53 - 1] });
    expect(bytes.subarray(31, 39).toString('hex')).toBe('001fffffffffffff');
  });

  it('counts the bytes, not the letters, of a version', () => {
    const bytes = encode('vé', oneRow);
    expect(bytes.subarray(21, 28).toString('hex')).toBe('0000000376c3a9');
  });

  it('writes all rows in order, over the bounds of its chunks', () => {
    const rows = 600;
    const values = Float32Array.from({ length: rows }, (_, at) => at);
    const itemIds = Array.from({ length: rows }, (_, at) => 1000 + at);
    const chunks = [
      ...encodeVectorRows('v1', { dim: 1, itemIds, embeddings: values, historyInputs: values }),
    ];
    expect(chunks.length).toBeGreaterThan(3);
    const bytes = Buffer.concat(chunks);
    const row = 2 + 6 + 12 + 2 * (4 + 6);
    expect(bytes).toHaveLength(19 + rows * row + 2);
    for (let at = 0; at < rows; at++)
      expect(bytes.readBigInt64BE(19 + at * row + 12)).toBe(BigInt(1000 + at));
    // 599 = 1.169921875 * 512: exponent 9 + 15, fraction 0.169921875 * 1024 = 174.
    expect(bytes.readUInt16BE(19 + 599 * row + 28)).toBe((24 << 10) | 174);
  });

  it('writes header and trailer alone for no rows', () => {
    const none = { dim: 2, itemIds: [], embeddings: new Float32Array(0), historyInputs: new Float32Array(0) };
    expect(encode('v1', none)).toHaveLength(21);
  });
});
