import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDatabaseTemplate } from './copy-database-template.ts';

export interface TestRoot {
  root: string;
  stackFolder: string;
  remove(): Promise<void>;
}

export interface TestRootOptions {
  /** Nothing is in the folder: the first start makes the database. */
  empty?: boolean;
  /** The database has all migrations. */
  migrated?: boolean;
}

/** A new data root in the temporary folder, with an empty database in it unless something else is asked for. */
export async function createTestRoot(options: TestRootOptions = {}): Promise<TestRoot> {
  const root = await mkdtemp(join(tmpdir(), 'matching-stack-'));
  const stackFolder = join(root, 'stack');
  if (!options.empty) await copyDatabaseTemplate(root, options);
  return { root, stackFolder, remove: () => rm(root, { recursive: true, force: true }) };
}
