import type { Client } from 'pg';

/** Runs `work` in one transaction: all of it, or nothing. */
export async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    // Hosted roles stop a statement after two minutes; a large batch may take longer.
    await client.query("set local statement_timeout = '1h'");
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // A broken connection cannot roll back, and the server then does it; the first error is the one to report.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
