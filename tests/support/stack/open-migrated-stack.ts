import { openTestStack, type TestStack } from './open-test-stack.ts';

/** A running stack of its own with all migrations and nothing else in it. */
export function openMigratedStack(options: { functionsFolder?: string } = {}): Promise<TestStack> {
  return openTestStack({ ...options, migrated: true });
}
