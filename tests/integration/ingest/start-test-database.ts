import path from 'node:path';
import type { Client } from 'pg';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { applyMigrations } from '../../../batch/stack/apply-migrations.ts';
import { startStack } from '../../../batch/stack/start-stack.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

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
  const root = newTempFolder();
  const functionsFolder = path.join(root, 'no-functions');
  const stack = await startStack({ root, apiPort: 0, dbPort: 0, functionsFolder });
  await applyMigrations({ dbUrl: stack.dbUrl, workdir: process.cwd() });
  const client = await connectDatabase(stack.dbUrl, { applicationName: 'ingest tests' });
  return {
    root,
    client,
    async clear() {
      await client.query(
        'truncate app.items, app.makers, app.series, app.performers, app.tags, auth.users restart identity cascade',
      );
    },
    async stop() {
      await client.end();
      await stack.stop();
    },
  };
}
