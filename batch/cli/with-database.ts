import type { Client } from 'pg';
import { connectDatabase } from '../io/connect-database.ts';
import { resolveConnection } from '../io/resolve-connection.ts';

/** Runs `work` with a connection to the database that flags and environment name, and ends the connection. */
export async function withDatabase<Result>(
  { root, dbUrl }: { root: string; dbUrl?: string | undefined },
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching' });
  return work(client).finally(() => client.end());
}
