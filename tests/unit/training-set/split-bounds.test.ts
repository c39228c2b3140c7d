import { describe, expect, it } from 'vitest';
import { splitBounds } from '../../../batch/io/training/split-bounds.ts';

describe('splitBounds()', () => {
  it.each([
    [10, 0.8, 0.1, 8, 9],
    [23, 0.8, 0.1, 18, 20],
    // 0.7 + 0.1 is 0.7999999999999999, 0.29 * 100 is 28.999999999999996.
    [10, 0.7, 0.1, 7, 8],
    [100, 0.29, 0.5, 29, 79],
  ])(
    'cuts %d rows at the shares %d and %d',
    (count, trainShare, validationShare, trainEnd, validationEnd) => {
      expect(splitBounds(count, { trainShare, validationShare })).toEqual({ trainEnd, validationEnd });
    },
  );

  it.each([
    ['no training part', 1, 0.8, 0.1],
    ['no validation part', 5, 0.8, 0.1],
    ['no test part', 10, 0.8, 0.2],
    ['shares above 1', 10, 0.8, 0.5],
    ['no rows', 0, 0.8, 0.1],
  ])('refuses %s', (_, count, trainShare, validationShare) => {
    expect(() => splitBounds(count, { trainShare, validationShare })).toThrowError(
      expect.objectContaining({
        code: 'NOT_ENOUGH_DATA',
        message: `${count} decisions can not be cut into training, validation and test`,
      }),
    );
  });
});
