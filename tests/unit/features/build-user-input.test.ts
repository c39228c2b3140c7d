import { expect, test } from 'vitest';
import { buildUserInput } from '../../../shared/features/build-user-input.ts';

test('buildUserInput() lays likes, recent likes and nopes side by side', () => {
  const input = buildUserInput({ likes: [1, 2], recentLikes: [3, 4], nopes: [5, 6] }, 2);
  expect(Array.from(input)).toEqual([1, 2, 3, 4, 5, 6]);
});

test('buildUserInput() leaves zeros where a person has none', () => {
  const input = buildUserInput({ likes: null, recentLikes: null, nopes: [5, 6] }, 2);
  expect(Array.from(input)).toEqual([0, 0, 0, 0, 5, 6]);
});

test('buildUserInput() refuses a pool of another width', () => {
  expect(() => buildUserInput({ likes: [1], recentLikes: null, nopes: null }, 2)).toThrow(
    new RangeError('Cannot build a user input: a pool is 1 wide, not 2'),
  );
});
