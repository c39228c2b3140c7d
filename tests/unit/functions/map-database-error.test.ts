import { expect, test } from 'vitest';
import { mapDatabaseError } from '../../../supabase/functions/_lib/database/map-database-error.ts';

test.each([
  ['PT403', 'ADULT_CONFIRMATION_REQUIRED', 403, 'ADULT_CONFIRMATION_REQUIRED'],
  ['PT503', 'MODEL_MISSING', 503, 'MODEL_MISSING'],
  ['PT400', 'UNKNOWN_ID: tag_ids', 400, 'INVALID_REQUEST'],
  ['PT429', 'RATE_LIMITED: 12', 429, 'RATE_LIMITED'],
  ['', 'TypeError: fetch failed', 0, 'DATABASE_UNAVAILABLE'],
  ['', '<html>502 Bad Gateway</html>', 502, 'DATABASE_UNAVAILABLE'],
  ['', 'upstream', 522, 'DATABASE_UNAVAILABLE'],
  ['08006', 'connection failure', 500, 'DATABASE_UNAVAILABLE'],
  ['53300', 'too many connections', 503, 'DATABASE_UNAVAILABLE'],
  ['57014', 'canceling statement due to statement timeout', 500, 'DATABASE_SLOW'],
  ['57P01', 'terminating connection', 500, 'DATABASE_UNAVAILABLE'],
  ['PGRST002', 'no schema cache', 503, 'DATABASE_UNAVAILABLE'],
  ['PGRST003', 'timed out acquiring connection', 504, 'DATABASE_UNAVAILABLE'],
  ['PGRST202', 'no such function', 404, 'INTERNAL'],
  ['42501', 'permission denied', 403, 'INTERNAL'],
  ['23505', 'duplicate key value violates unique constraint', 409, 'INTERNAL'],
  ['22P02', 'invalid input syntax for type uuid: "secret"', 400, 'INTERNAL'],
])('mapDatabaseError() makes of %s %j with HTTP %i %s', (code, message, status, expected) => {
  const error = mapDatabaseError({ code, message }, status);
  expect(error.code).toBe(expected);
  if (message !== expected) expect(JSON.stringify([error.message, error.details])).not.toContain(message);
});

test('mapDatabaseError() says in how many seconds there is room again', () => {
  const { details, message } = mapDatabaseError({ code: 'PT429', message: 'RATE_LIMITED: 12' }, 429);
  expect(details).toMatchObject({ retryAfterSeconds: 12 });
  expect(message).toContain('12 s');
});
