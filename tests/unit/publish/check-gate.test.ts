import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { checkGate } from '../../../batch/release/check-gate.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { catchError } from '../train/support/catch-error.ts';

const databaseWith = (gate: unknown) =>
  ({ query: () => Promise.resolve({ rows: [{ gate }] }) }) as unknown as Client;
const check = (code: string, passed: boolean) => ({ code, passed, sentence: `About ${code}.` });

it('refuses a version that failed, with the sentences and codes of what it failed', async () => {
  const gate = {
    passed: false,
    checks: [check('coverage_fell', false), check('too_few_people', true), check('scores_collapsed', false)],
  };
  const error = (await catchError(() => checkGate(databaseWith(gate), 'v1'))) as AppError;
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'GATE_REFUSED',
    message: 'Cannot release v1: About coverage_fell. About scores_collapsed.',
    details: { reasons: ['coverage_fell', 'scores_collapsed'] },
  });
});

it.each([
  ['that passed', { passed: true, checks: [check('coverage_fell', true)] }],
  ['that was never judged', null],
])('lets a version pass %s', async (_, gate) => {
  await checkGate(databaseWith(gate), 'v1');
});
