import path from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Client } from 'pg';
import { connectDatabase } from '../../../../batch/io/connect-database.ts';
import { createSupabaseClient } from '../../../../batch/io/create-supabase-client.ts';
import type { Connection } from '../../../../batch/io/resolve-connection.ts';
import { isInMemory } from '../../../../batch/io/training-data.ts';
import type { TrainingSet } from '../../../../batch/io/training-set.ts';
import { loadTrainingSet } from '../../../../batch/jobs/build-training-set/load-training-set.ts';
import { simulateWorld } from '../../../../batch/simulate/simulate-world.ts';
import { writeWorld } from '../../../../batch/simulate/write-world.ts';
import { importFolder } from '../../../support/import-folder.ts';
import { openMigratedStack } from '../../../support/stack/open-migrated-stack.ts';

export interface PublishingStack {
  connection: Connection & { api: { url: string; secretKey: string } };
  database: Client;
  storage: SupabaseClient;
  /** What the database holds: 30 items and the decisions of 40 people. */
  data: TrainingSet;
  close(): Promise<void>;
}

/** A stack of its own with all migrations and a small simulated world, but no model. */
export async function openPublishingStack(): Promise<PublishingStack> {
  const stack = await openMigratedStack();
  try {
    const database = await connectDatabase(stack.dbUrl, { applicationName: 'publish tests' });
    const world = path.join(stack.root, 'world');
    await writeWorld(simulateWorld({ items: 30, people: 40, decisions: 600, days: 30 }), world);
    await importFolder(database, world);
    const settings = { trainShare: 0.8, validationShare: 0.1, streamAboveDecisions: 1e6 };
    const { data } = await loadTrainingSet(database, { root: stack.root, ...settings });
    if (!isInMemory(data)) throw new TypeError('600 decisions were not read into memory');
    const api = { url: stack.apiUrl, secretKey: stack.secretKey };
    return {
      connection: { origin: 'flags', dbUrl: stack.dbUrl, api },
      database,
      storage: createSupabaseClient(api.url, api.secretKey),
      data,
      async close() {
        await database.end();
        await stack.remove();
      },
    };
  } catch (error) {
    await stack.remove();
    throw error;
  }
}
