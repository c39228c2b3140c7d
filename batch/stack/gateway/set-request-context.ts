import type { Transaction } from '@electric-sql/pglite';
import type { Claims } from './claims.ts';

export interface RequestContext {
  claims: Claims;
  searchPath: string;
  method: string;
  path: string;
  /** Request headers a database function may read, names in lower case. */
  headers?: Record<string, string>;
}

/** The hosted limits, for code that reads the setting; PGlite itself cannot cancel a statement. */
const statementTimeouts: Record<string, string> = { anon: '3s', authenticated: '8s' };

/** Makes the rest of the transaction run as the one who asks. All of it ends with the transaction. */
export async function setRequestContext(tx: Transaction, context: RequestContext): Promise<void> {
  const { claims } = context;
  await tx.query(
    `select set_config('search_path', $1, true), set_config('statement_timeout', $2, true),
            set_config('request.jwt.claims', $3, true), set_config('request.method', $4, true),
            set_config('request.path', $5, true), set_config('request.headers', $6, true),
            set_config('response.status', '', true), set_config('response.headers', '', true),
            set_config('role', $7, true)`,
    [
      context.searchPath,
      statementTimeouts[claims.role] ?? '0',
      JSON.stringify(claims),
      context.method,
      context.path,
      JSON.stringify(context.headers ?? {}),
      claims.role,
    ],
  );
}
