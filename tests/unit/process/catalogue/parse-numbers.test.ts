import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../../../../batch/process/catalogue/parse-decimal.ts';
import { parseDuration } from '../../../../batch/process/catalogue/parse-duration.ts';
import { parseJanCode } from '../../../../batch/process/catalogue/parse-jan-code.ts';
import { parsePrice } from '../../../../batch/process/catalogue/parse-price.ts';
import { parseReviewAverage } from '../../../../batch/process/catalogue/parse-review-average.ts';
import { parseWholeNumber } from '../../../../batch/process/catalogue/parse-whole-number.ts';
import { oddText } from '../support/odd-text.ts';

const runs = { numRuns: 2000, seed: 20261123 };

describe('parseDecimal()', () => {
  it.each([
    ['12.5', 12.5],
    [' １２．５ ', 12.5],
    ['1,234,567.25', 1_234_567.25],
    ['1.5e3', 1500],
    ['-7', -7],
    ['1,23', null],
    ['12,34,567', null],
    ['0x10', null],
    ['.5', null],
    ['1e999', null],
    ['Infinity', null],
    ['', null],
  ])('reads %j as %j', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it('reads every number that JavaScript writes, and never more than a finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // -0 is written as 0.
        expect(parseDecimal(String(value))).toBe(value === 0 ? 0 : value);
      }),
      runs,
    );
    fc.assert(
      fc.property(oddText, (text) => {
        const value = parseDecimal(text);
        expect(value === null || Number.isFinite(value)).toBe(true);
      }),
      runs,
    );
  });
});

describe('parseWholeNumber()', () => {
  it.each([
    ['0', 0],
    ['12.5', 13],
    ['12.49', 12],
    ['2147483647', 2_147_483_647],
    ['2147483647.5', null],
    ['2147483648', null],
    ['-0.4', null],
    ['-1', null],
    ['many', null],
  ])('reads %j as %j', (text, value) => {
    expect(parseWholeNumber(text)).toBe(value);
  });

  it('gives nothing but integers in range, and reads them again', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const value = parseWholeNumber(text);
        if (value === null) return;
        expect(Number.isInteger(value) && value >= 0 && value <= 2_147_483_647).toBe(true);
        expect(parseWholeNumber(String(value))).toBe(value);
      }),
      runs,
    );
  });
});

describe('parsePrice()', () => {
  it.each([
    ['210~', 210],
    ['210〜', 210],
    ['２１０～', 210],
    ['210', 210],
    ['1,980', 1980],
    ['１，９８０', 1980],
    ['¥1,980', 1980],
    ['￥1,980~', 1980],
    ['1980円', 1980],
    ['1,980 円〜', 1980],
    ['1980.0', 1980],
    ['0', 0],
    ['~210', null],
    ['300~500', null],
    ['-210', null],
    ['$210', null],
    ['free', null],
    ['~', null],
    ['', null],
  ])('reads %j as %j', (text, yen) => {
    expect(parsePrice(text)).toBe(yen);
  });

  it('never throws, and reads its own result again', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const yen = parsePrice(text);
        if (yen !== null) expect(parsePrice(`${yen}~`)).toBe(yen);
      }),
      runs,
    );
  });
});

describe('parseDuration()', () => {
  it.each([
    ['120', 120],
    ['１２０', 120],
    ['120分', 120],
    ['120.5', 121],
    // 90 minutes and no second.
    ['90:00', 90],
    // A minute and a half, halves rounded up.
    ['1:30', 2],
    ['1:29', 1],
    // 2 · 60 + 0 + 29 / 60 = 120.48
    ['02:00:29', 120],
    // 2 · 60 + 0 + 30 / 60 = 120.5
    ['02:00:30', 121],
    ['2:5:00', 125],
    ['0', 0],
    ['1:60', null],
    ['1:60:00', null],
    ['1:2:3:4', null],
    ['-5', null],
    ['two hours', null],
    ['', null],
  ])('reads %j as %j', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  it('reads every clock time by the formula of hours, minutes and seconds', () => {
    const part = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), part, part, (hours, minutes, seconds) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const expected = hours * 60 + minutes + (seconds >= 30 ? 1 : 0);
        expect(parseDuration(`${hours}:${two(minutes)}:${two(seconds)}`)).toBe(expected);
      }),
      runs,
    );
  });

  it('never throws, and reads its own result again', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const minutes = parseDuration(text);
        if (minutes !== null) expect(parseDuration(String(minutes))).toBe(minutes);
      }),
      runs,
    );
  });
});

describe('parseReviewAverage()', () => {
  it.each([
    ['4.84', 4.84],
    ['０', 0],
    ['5', 5],
    ['5.01', null],
    ['-1', null],
    ['good', null],
  ])('reads %j as %j', (text, average) => {
    expect(parseReviewAverage(text)).toBe(average);
  });

  it('never leaves 0 to 5', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const average = parseReviewAverage(text);
        expect(average === null || (average >= 0 && average <= 5)).toBe(true);
      }),
      runs,
    );
  });
});

describe('parseJanCode()', () => {
  it.each([
    ['4912345678904', '4912345678904'],
    ['49-12345-67890-4', '4912345678904'],
    ['４９１２３４５６', '49123456'],
    ['491234567890', null],
    ['49123456789045', null],
    ['0000000000000', null],
    ['99999999', null],
    ['49123456789O4', null],
  ])('reads %j as %j', (text, code) => {
    expect(parseJanCode(text)).toBe(code);
  });

  it('gives 8 or 13 digits, and reads them again', () => {
    fc.assert(
      fc.property(fc.oneof(oddText, fc.stringMatching(/^[0-9０-９ -]{6,16}$/)), (text) => {
        const code = parseJanCode(text);
        if (code === null) return;
        expect(code).toMatch(/^(\d{8}|\d{13})$/);
        expect(parseJanCode(code)).toBe(code);
      }),
      runs,
    );
  });
});
