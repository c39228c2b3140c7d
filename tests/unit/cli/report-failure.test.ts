import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reportFailure } from '../../../batch/cli/report-failure.ts';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => vi.restoreAllMocks());

function databaseError(code: string, message: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code, severity: 'ERROR' });
}

it.each([
  ['42P01', 'relation "app.items" does not exist'],
  ['3F000', 'schema "app" does not exist'],
  ['42883', 'function app.pool_history() does not exist'],
  ['42703', 'column "hidden_reasons" does not exist'],
])('takes the error %s of Postgres for a database without migrations', (code, message) => {
  expect(reportFailure(databaseError(code, message))).toBe(3);
  expect(printed[0]).toBe(`error DATABASE_NOT_MIGRATED: Cannot use the database as it is: ${message}`);
  expect(printed[1]).toContain('supabase db push');
});

it('prints any other error of Postgres whole', () => {
  expect(reportFailure(databaseError('23505', 'duplicate key value'))).toBe(1);
  expect(printed[0]).toContain('duplicate key value');
});
