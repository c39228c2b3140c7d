import pg from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';

export interface ConnectOptions {
  /** Shown in pg_stat_activity, so that an operator sees who holds a lock. */
  applicationName: string;
  timeoutMs?: number;
}

/**
 * A connected client; the caller ends it. Throws INVALID_CONFIG for something that is no Postgres URL and
 * DATABASE_UNAVAILABLE when the server cannot be reached or refuses; no message holds the password.
 */
export async function connectDatabase(url: string, options: ConnectOptions): Promise<pg.Client> {
  const where = hostAndPort(url);
  const client = new pg.Client({
    connectionString: url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.timeoutMs ?? 10_000,
  });
  // A connection that breaks while idle emits an error that would end the process; the next query reports it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw new AppError(
      'DATABASE_UNAVAILABLE',
      `Cannot connect to the database at ${where}: ${reason(cause)}`,
      {
        hint: 'Check that it runs, and the address, user and password in the connection URL.',
        cause,
      },
    );
  }
}

function hostAndPort(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '') {
    throw new AppError('INVALID_CONFIG', 'Cannot read the database URL: it is not a postgres:// URL', {
      hint: 'Write it as postgresql://user:password@host:port/database; special characters percent-encoded.',
    });
  }
  return `${parsed.hostname}:${parsed.port || '5432'}`;
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED') return 'nothing answers there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known';
  if (code === '28P01' || code === '28000') return 'user or password refused';
  return message || code || 'unknown reason';
}
