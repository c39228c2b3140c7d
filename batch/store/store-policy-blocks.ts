import type { Client } from 'pg';

export interface PolicyBlocks {
  runId: string;
  source: string;
  policyVersion: number;
  /** How many records each rule blocked. */
  blocked: Readonly<Record<string, number>>;
}

const upsertSql = `
  insert into app.policy_blocks (run_id, source, policy_version, rule, blocked)
  select $1, $2, $3, b.key, b.value::bigint from jsonb_each_text($4) as b
  on conflict (run_id, source, policy_version, rule) do update set blocked = excluded.blocked`;

/** Keeps how many records a run blocked, by rule: of the records themselves nothing is kept. */
export async function storePolicyBlocks(client: Client, blocks: PolicyBlocks): Promise<void> {
  const { runId, source, policyVersion, blocked } = blocks;
  await client.query(upsertSql, [runId, source, policyVersion, JSON.stringify(blocked)]);
}
