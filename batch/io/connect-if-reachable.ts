import type pg from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import { connectDatabase } from './connect-database.ts';
import { resolveConnection } from './resolve-connection.ts';

/**
 * A connected client, for work on files that the database should hear of, or null where no database was named and the
 * embedded stack does not run. A database that was named must answer: see connectDatabase.
 */
export async function connectIfReachable(options: {
  root: string;
  dbUrl?: string | undefined;
  applicationName: string;
}): Promise<pg.Client | null> {
  const { root, dbUrl, applicationName } = options;
  const connection = await resolveConnection({ root, flags: { dbUrl } }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'STACK_NOT_RUNNING') return null;
    throw error;
  });
  return connection && (await connectDatabase(connection.dbUrl, { applicationName }));
}
