import { join } from 'node:path';
import type { Client } from 'pg';
import type { Duck } from '../io/duckdb/open-duckdb.ts';

export interface DataManagerOptions {
  /** Folder of all local data; datasets are in its folder `data`. */
  root: string;
  /** Default: SUPABASE_DB_URL, else the embedded stack that runs in `root`. */
  dbUrl?: string | undefined;
  /** Ends whatever runs, in order. */
  signal?: AbortSignal | undefined;
  /** How far the work is, of a total of 0 where the end is not known. */
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
}

/** What the parts of a data manager share. Connections are opened when they are needed and closed after each call. */
export interface ManagerContext {
  root: string;
  dataRoot: string;
  dbUrl: string | undefined;
  signal: AbortSignal;
  onProgress: (done: number, total: number, detail?: string) => void;
  withClient<T>(run: (client: Client) => Promise<T>): Promise<T>;
  withDuck<T>(run: (duck: Duck) => Promise<T>): Promise<T>;
}

export function createManagerContext({
  root,
  dbUrl,
  signal,
  onProgress,
}: DataManagerOptions): ManagerContext {
  const dataRoot = join(root, 'data');
  return {
    root,
    dataRoot,
    dbUrl,
    signal: signal ?? new AbortController().signal,
    onProgress: (done, total, detail = '') => onProgress?.(done, total, detail),
    async withClient(run) {
      const { connectDatabase } = await import('../io/connect-database.ts');
      const { resolveConnection } = await import('../io/resolve-connection.ts');
      const connection = await resolveConnection({ root, flags: { dbUrl } });
      const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching data manager' });
      try {
        return await run(client);
      } finally {
        await client.end();
      }
    },
    async withDuck(run) {
      const { openDuckDb } = await import('../io/duckdb/open-duckdb.ts');
      const duck = await openDuckDb({ tempFolder: join(dataRoot, 'temp') });
      try {
        return await run(duck);
      } finally {
        await duck.close();
      }
    },
  };
}
