import { expect, it } from 'vitest';
import { runIdentity } from '../../../../batch/jobs/runner/run-identity.ts';

const base = runIdentity('toy', { a: 1, b: { c: [1, 2], d: null } }, null);

it('runIdentity() does not depend on the order of keys', () => {
  expect(base).toMatch(/^[0-9a-f]{64}$/);
  expect(runIdentity('toy', { b: { d: null, c: [1, 2] }, a: 1 }, null)).toBe(base);
});

it('runIdentity() takes the whole for 1 of 1', () => {
  expect(runIdentity('toy', { a: 1, b: { c: [1, 2], d: null } }, { index: 1, count: 1 })).toBe(base);
});

it.each([
  ['job', runIdentity('toys', { a: 1, b: { c: [1, 2], d: null } }, null)],
  ['value', runIdentity('toy', { a: 2, b: { c: [1, 2], d: null } }, null)],
  ['order of a list', runIdentity('toy', { a: 1, b: { c: [2, 1], d: null } }, null)],
  ['shard', runIdentity('toy', { a: 1, b: { c: [1, 2], d: null } }, { index: 1, count: 2 })],
])('runIdentity() depends on the %s', (_, other) => {
  expect(other).not.toBe(base);
});
