import { type Stack, startStack } from '../../../batch/stack/start-stack.ts';
import { createTestRoot } from './create-test-root.ts';

export interface TestStack extends Stack {
  root: string;
  /** Stops the stack and removes its folder. */
  remove(): Promise<void>;
}

export interface TestStackOptions {
  /** Default: none are served. */
  functionsFolder?: string;
  /** The database has all migrations, and nothing else. */
  migrated?: boolean;
}

/** A running stack of its own on free ports, in this process. */
export async function openTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const place = await createTestRoot({ migrated: options.migrated ?? false });
  try {
    const stack = await startStack({
      root: place.root,
      apiPort: 0,
      dbPort: 0,
      functionsFolder: options.functionsFolder ?? `${place.root}/no-functions`,
    });
    const remove = async () => {
      await stack.stop();
      await place.remove();
    };
    return { ...stack, root: place.root, remove };
  } catch (error) {
    await place.remove();
    throw error;
  }
}
