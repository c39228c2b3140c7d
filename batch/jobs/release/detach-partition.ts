import type { Client } from 'pg';

/**
 * Makes a partition of app.item_vectors a table by itself, which can be dropped without locking out those who read other
 * versions. Nothing where there is none. Not in a transaction.
 */
export async function detachPartition(client: Client, partition: string): Promise<void> {
  const { rows } = await client.query<{ pending: boolean }>(
    `select i.inhdetachpending as pending from pg_inherits as i
     where i.inhparent = 'app.item_vectors'::regclass and i.inhrelid = to_regclass($1)`,
    [`app.${partition}`],
  );
  if (!rows[0]) return;
  // An earlier try was interrupted between its two transactions.
  const how = rows[0].pending ? 'finalize' : 'concurrently';
  await client.query(`alter table app.item_vectors detach partition app.${partition} ${how}`);
}
