import { AppError } from '../../shared/errors/app-error.ts';
import { connectDatabase } from '../io/connect-database.ts';
import { resolveConnection } from '../io/resolve-connection.ts';
import { type RunSummary, readLastRuns } from './runner/read-runs.ts';

export interface LastRuns {
  /** By job; null where no database could be asked. */
  lastRuns: Map<string, RunSummary> | null;
  /** Why not. */
  problem: string | null;
}

/** The last run of each job, for a list that is of use without a database too. */
export async function findLastRuns(where: { root: string; dbUrl?: string | undefined }): Promise<LastRuns> {
  try {
    const { dbUrl } = await resolveConnection({ root: where.root, flags: { dbUrl: where.dbUrl } });
    const client = await connectDatabase(dbUrl, { applicationName: 'matching list' });
    return { lastRuns: await readLastRuns(client).finally(() => client.end()), problem: null };
  } catch (error) {
    if (error instanceof AppError) return { lastRuns: null, problem: error.message };
    if ((error as { code?: string }).code === '42P01') {
      return { lastRuns: null, problem: 'the database lacks the tables of jobs; apply the migrations' };
    }
    throw error;
  }
}
