import { expect, it } from 'vitest';
import { describeFailure } from '../../../../batch/jobs/runner/describe-failure.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';

const connection = {
  origin: 'flags' as const,
  dbUrl: 'postgresql://app:open%20sesame@db:5432/postgres',
  api: { url: 'http://api', secretKey: 'sb_secret_0123456789' },
};

it('describeFailure() keeps code and text of an expected failure; others are INTERNAL', () => {
  expect(describeFailure(new AppError('INVALID_DATA', 'Cannot read x'), null)).toEqual({
    code: 'INVALID_DATA',
    message: 'Cannot read x',
  });
  expect(describeFailure('odd', null)).toEqual({ code: 'INTERNAL', message: 'odd' });
});

it('describeFailure() leaves passwords, keys and what the database cannot store out', () => {
  const text =
    'at postgresql://app:open%20sesame@db:5432/postgres and redis://:hidden@r with sb_secret_0123456789, open%20sesame\0';
  expect(describeFailure(new Error(text), connection).message).toBe(
    'at postgresql://app:***@db:5432/postgres and redis://:***@r with ***, ***',
  );
});

it('describeFailure() cuts a long text', () => {
  expect(describeFailure(new Error('x'.repeat(5000)), null).message).toHaveLength(2000);
});
