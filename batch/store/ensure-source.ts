import type { Client } from 'pg';

/** Files a source under the middle priority unless it is known. */
export async function ensureSource(client: Client, source: string): Promise<void> {
  await client.query('insert into app.sources (name) values ($1) on conflict (name) do nothing', [source]);
}
