/** PostgREST's table: the whole code first, then its class. Everything else is 400. */
const statuses: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53400': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57': 500,
  '57P01': 503,
  '58': 500,
  F0: 500,
  HV: 500,
  P0001: 400,
  P0: 500,
  XX: 500,
};

/**
 * HTTP status for a SQLSTATE, as PostgREST gives it: `PTxyz` is the status xyz itself, and missing rights are
 * 401 for somebody who has not signed in, 403 otherwise.
 */
export function statusOfSqlstate(code: string, role: string): number {
  const chosen = /^PT([1-5]\d\d)$/.exec(code);
  if (chosen) return Number(chosen[1]);
  if (code === '42501') return role === 'anon' ? 401 : 403;
  return statuses[code] ?? statuses[code.slice(0, 2)] ?? 400;
}
