import { z } from 'zod';
import { asSqlError, type SqlError } from '../as-sql-error.ts';
import type { Resolved } from '../resolve-claims.ts';
import { RestError } from './rest-error.ts';
import { statusOfSqlstate } from './status-of-sqlstate.ts';

const raisedBody = z.object({
  code: z.string(),
  message: z.string(),
  details: z.string().nullish(),
  hint: z.string().nullish(),
});
const raisedStatus = z.object({ status: z.number().int().min(100).max(599) });

/** `raise sqlstate 'PGRST'` carries the whole answer as JSON in message and detail. */
function raisedAnswer(error: SqlError): RestError {
  try {
    const { status } = raisedStatus.parse(JSON.parse(error.detail ?? ''));
    const body = raisedBody.parse(JSON.parse(error.message));
    return new RestError(status, { ...body, details: body.details ?? null, hint: body.hint ?? null });
  } catch {
    return new RestError(500, {
      code: 'PGRST121',
      message: 'Could not parse JSON in the "RAISE SQLSTATE \'PGRST\'" error',
    });
  }
}

/** The refusal for an error of a call; an error that is none of the database's is thrown again. */
export function restFailure(error: unknown, role: string): RestError {
  if (error instanceof RestError) return error;
  const sql = asSqlError(error);
  if (!sql) throw error;
  if (sql.code === 'PGRST') return raisedAnswer(sql);
  return new RestError(statusOfSqlstate(sql.code, role), {
    code: sql.code,
    message: sql.message,
    details: sql.detail ?? null,
    hint: sql.hint ?? null,
  });
}

/** The refusal for a caller who could not be made out. */
export function restRefusal(reason: Extract<Resolved, { ok: false }>['reason']): RestError {
  if (reason === 'expired') return new RestError(401, { code: 'PGRST303', message: 'JWT expired' });
  if (reason === 'bad-token') {
    return new RestError(401, { code: 'PGRST301', message: 'No suitable key or wrong key type' });
  }
  return new RestError(401, {
    code: reason === 'no-key' ? 'UNAUTHORIZED_NO_API_KEY' : 'UNAUTHORIZED_INVALID_API_KEY',
    message: reason === 'no-key' ? 'No API key found in request' : 'Invalid API key',
    hint:
      reason === 'no-key' ? 'No `apikey` request header was found.' : 'Double check your Supabase API key.',
  });
}
