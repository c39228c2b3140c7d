// Run by passed-failed-reporter.test.ts: fails on purpose.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

test('passes', () => {});
test('fails', () => {
  expect(1).toBe(2);
});
test.skip('is skipped', () => {});
describe('a suite that cannot begin', () => {
  beforeAll(() => {
    throw new Error('cannot begin');
  });
  test('is skipped too', () => {});
});
describe('a suite that cannot end', () => {
  afterAll(() => {
    throw new Error('cannot end');
  });
  test('passes', () => {});
});
