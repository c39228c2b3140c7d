import type { Client } from 'pg';

export interface PolicyCounts {
  /** Items hidden for a policy. */
  hiddenItems: number;
  /** Rows that runs of ingestion blocked, by rule, over all versions of the policy. */
  blockedRows: { rule: string; rows: number }[];
}

/** What the content policy has kept out so far. */
export async function readPolicyCounts(client: Client): Promise<PolicyCounts> {
  const hidden = await client.query<{ items: number }>(
    `select count(*)::float8 as items from app.items where 'policy' = any(hidden_reasons)`,
  );
  const blocked = await client.query<{ rule: string; rows: number }>(
    `select rule, sum(blocked)::float8 as rows from app.policy_blocks group by rule order by rule collate "C"`,
  );
  return { hiddenItems: hidden.rows[0]!.items, blockedRows: blocked.rows };
}
