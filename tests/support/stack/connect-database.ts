import pg from 'pg';

/** A connected client. The caller ends it. */
export async function connectDatabase(dbUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: dbUrl });
  // A stack killed on purpose cuts the connection: the pending query reports it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
