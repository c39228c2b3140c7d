import type { Client } from 'pg';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { openMigratedStack } from '../../support/stack/open-migrated-stack.ts';

export interface TestDatabase {
  /** Folder of the stack, for --root. */
  root: string;
  client: Client;
  /** Empties the catalogue and all decisions. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** An embedded stack of its own with all migrations, without Edge Functions. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const stack = await openMigratedStack();
  const client = await connectDatabase(stack.dbUrl, { applicationName: 'ingest tests' });
  return {
    root: stack.root,
    client,
    async clear() {
      await client.query(
        'truncate app.items, app.makers, app.series, app.performers, app.tags, auth.users restart identity cascade',
      );
    },
    async stop() {
      await client.end();
      await stack.remove();
    },
  };
}
