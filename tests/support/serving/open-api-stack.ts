import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { buildTestArtifact } from '../../contract/support/build-test-artifact.ts';
import { vectorWidth } from '../../contract/support/seed-catalogue.ts';
import { connectDatabase } from '../stack/connect-database.ts';
import { openMigratedStack } from '../stack/open-migrated-stack.ts';
import type { TestStack } from '../stack/open-test-stack.ts';
import { drawWorld } from './in-process/draw-world.ts';
import { storeWorld } from './in-process/store-world.ts';

export interface ApiStack extends TestStack {
  database: pg.Client;
}

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));

/** A stack with all functions, 36 drawn items with ids from 1, and an active model: what the API needs to answer, at least. */
export async function openApiStack(): Promise<ApiStack> {
  const stack = await openMigratedStack({ functionsFolder });
  let database: pg.Client | undefined;
  const remove = async () => {
    await database?.end();
    await stack.remove();
  };
  try {
    database = await connectDatabase(stack.dbUrl);
    const client = database;
    const artifact = await buildTestArtifact({ dim: vectorWidth, dtype: 'float16' });
    const world = drawWorld(createRandom(20_261_123), { items: 36, now: new Date() });
    await storeWorld(
      { query: (sql, values) => client.query(sql, values), exec: (sql) => client.query(sql) },
      { world, artifact },
    );
    const storage = createSupabaseClient(stack.apiUrl, stack.secretKey).storage.from('models');
    for (const [path, bytes] of artifact.objects) {
      const { error } = await storage.upload(path, new Blob([bytes]));
      if (error) throw error;
    }
    return { ...stack, database, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
