import { fileURLToPath } from 'node:url';
import { applyMigrations } from '../../../batch/stack/apply-migrations.ts';
import { openTestStack, type TestStack } from './open-test-stack.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** A running stack of its own with all migrations and nothing else in it. */
export async function openMigratedStack(options: { functionsFolder?: string } = {}): Promise<TestStack> {
  const stack = await openTestStack(options);
  try {
    await applyMigrations({ dbUrl: stack.dbUrl, workdir: project });
    return stack;
  } catch (error) {
    await stack.remove();
    throw error;
  }
}
