import { AppError } from '../../../shared/errors/app-error.ts';
import { connectIfReachable } from '../../io/connect-if-reachable.ts';
import type { Check } from './check.ts';
import { firstLine } from './first-line.ts';

/** The database that is named or that the embedded stack runs; nothing is asked for where there is neither. */
export async function checkDatabase(options: { root: string; dbUrl?: string | undefined }): Promise<Check> {
  const about = { name: 'database', required: true };
  try {
    const client = await connectIfReachable({ ...options, applicationName: 'matching doctor' });
    if (client === null) {
      const hint = 'npx matching stack start, or set SUPABASE_DB_URL.';
      return { ...about, required: false, state: 'skipped', found: 'none is named and no stack runs', hint };
    }
    const { rows } = await client
      .query<{ server_version: string }>('show server_version')
      .finally(() => client.end());
    return { ...about, state: 'ok', found: `answers, Postgres ${rows[0]?.server_version}` };
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined;
    return { ...about, state: 'problem', found: firstLine(error), ...(hint !== undefined && { hint }) };
  }
}
