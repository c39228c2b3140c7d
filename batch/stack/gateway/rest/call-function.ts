import type { Session } from '../../database/session.ts';
import type { Claims } from '../claims.ts';
import { setRequestContext } from '../set-request-context.ts';
import { buildCall } from './build-call.ts';
import { findFunction } from './find-function.ts';
import type { RestCall } from './read-call.ts';
import { RestError } from './rest-error.ts';

export interface CallRequest {
  claims: Claims;
  path: string;
  method: string;
  headers: Record<string, string>;
}

export interface CallResult {
  /** JSON text, null for a function that returns void. */
  body: string | null;
  status: number;
  /** Rows delivered and rows there are, for functions that return a set. */
  range: string | undefined;
  headers: string | null;
}

interface Row {
  body: string | null;
  rows: number;
  total: number | null;
  status: string | null;
  headers: string | null;
}

function oneRow(row: Row): string {
  // Thrown inside the transaction: a call that should have given one row changes nothing, as in PostgREST.
  if (row.rows !== 1) {
    throw new RestError(406, {
      code: 'PGRST116',
      message: 'Cannot coerce the result to a single JSON object',
      details: `The result contains ${row.rows} rows`,
    });
  }
  return JSON.stringify((JSON.parse(row.body ?? '[]') as unknown[])[0]);
}

/**
 * Calls a function of `public` as the one who asks.
 * @throws RestError or the error of the database; either way nothing was changed.
 */
export async function callFunction(
  session: Session,
  call: RestCall,
  request: CallRequest,
): Promise<CallResult> {
  const fn = await findFunction(session, call.name, Object.keys(call.args));
  const sql = buildCall(call, fn);
  return session.transaction(async (tx) => {
    if (call.readOnly) await tx.exec('set transaction read only');
    await setRequestContext(tx, { ...request, searchPath: 'public, extensions' });
    const row = (await tx.query<Row>(sql, [JSON.stringify(call.args)])).rows[0]!;
    const last = call.offset + row.rows - 1;
    const partial = row.total !== null && row.rows < row.total;
    return {
      body: fn.returnsVoid ? null : call.single && fn.returnsSet ? oneRow(row) : (row.body ?? 'null'),
      status: row.status ? Number(row.status) : fn.returnsVoid ? 204 : partial ? 206 : 200,
      range: fn.returnsSet
        ? `${row.rows > 0 ? `${call.offset}-${last}` : '*'}/${row.total ?? '*'}`
        : undefined,
      headers: row.headers,
    };
  });
}
