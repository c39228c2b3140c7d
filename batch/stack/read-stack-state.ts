import { readFile } from 'node:fs/promises';
import { loadStackKeys } from './load-stack-keys.ts';
import { processStartTime } from './process-start-time.ts';
import { stackPaths } from './stack-paths.ts';
import { type StackState, stackStateSchema } from './stack-state.ts';
import { stackUrls } from './stack-urls.ts';

export interface RunningStack extends StackState {
  apiUrl: string;
  /** Holds the password of the database: never log it. */
  dbUrl: string;
  publishableKey: string;
  secretKey: string;
}

/** The stack that runs in this root, or undefined when none does (also when its process was killed). */
export async function readStackState(root: string): Promise<RunningStack | undefined> {
  const paths = stackPaths(root);
  const text = await readFile(paths.state, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = stackStateSchema.safeParse(parseJson(text));
  // A file that a full disk cut short says as little as none.
  if (!parsed.success) return undefined;
  const state = parsed.data;
  if ((await processStartTime(state.pid)) !== state.processStarted) return undefined;
  const keys = await loadStackKeys(paths.keys);
  return {
    ...state,
    ...stackUrls(state, keys),
    publishableKey: keys.publishableKey,
    secretKey: keys.secretKey,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
