import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { simulateWorld } from '../../../batch/simulate/simulate-world.ts';
import { writeWorld } from '../../../batch/simulate/write-world.ts';
import { applyMigrations } from '../../../batch/stack/apply-migrations.ts';
import { importFolder } from '../import-folder.ts';
import { publishSeededModel } from './publish-seeded-model.ts';

export interface StackToFill {
  /** Takes the world and the run as well. */
  root: string;
  apiUrl: string;
  dbUrl: string;
  secretKey: string;
}

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** Gives a running stack the migrations, a small simulated catalogue and an active model; returns its version. */
export async function fillStack(stack: StackToFill, { items }: { items: number }): Promise<string> {
  await applyMigrations({ dbUrl: stack.dbUrl, workdir: project });
  const world = join(stack.root, 'world');
  await writeWorld(simulateWorld({ items, people: 40, decisions: 40 * 20, days: 30 }), world);
  const database = await connectDatabase(stack.dbUrl, { applicationName: 'tests' });
  try {
    await importFolder(database, world);
    return await publishSeededModel(database, {
      dbUrl: stack.dbUrl,
      api: { url: stack.apiUrl, secretKey: stack.secretKey },
      runFolder: join(stack.root, 'run'),
    });
  } finally {
    await database.end();
  }
}
