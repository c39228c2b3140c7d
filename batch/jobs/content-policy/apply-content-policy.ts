import type { Client } from 'pg';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { policySha256 } from '../../io/policy-sha256.ts';
import { readContentPolicy } from '../../io/read-content-policy.ts';
import { inTransaction } from '../../store/in-transaction.ts';
import { assessItems, type PolicyAssessment, type PolicyChange } from './assess-items.ts';

export interface AppliedPolicy extends PolicyAssessment {
  policySha256: string;
  version: number;
  /** False where the policy was in force already: then items alone were looked at again. */
  changed: boolean;
}

export interface ApplyOptions {
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

const blockSql = `
  update app.items set hidden_reasons = array_append(hidden_reasons, 'policy'), updated_at = now()
  where id = any($1::bigint[])`;
// Whoever hid the item for another reason still does.
const unblockSql = `
  update app.items set hidden_reasons = array_remove(hidden_reasons, 'policy'), updated_at = now()
  where id = any($1::bigint[])`;

/**
 * Puts a policy in force: stores it as a version unless it is one already, hides the items that it blocks and shows
 * those again that only a former policy blocked. One transaction: nobody sees half of it. Applying the policy that is
 * in force again changes nothing but items that came in or were changed since.
 */
export async function applyContentPolicy(
  client: Client,
  policy: ContentPolicy,
  { signal, onProgress }: ApplyOptions,
): Promise<AppliedPolicy> {
  return inTransaction(client, async () => {
    // One after the other: two policies at once would both count as the last one. Reading goes on.
    await client.query('lock table app.content_policies in share row exclusive mode');
    const stored = await storePolicy(client, policy);
    const counts = await assessItems(client, policy, {
      signal,
      onProgress,
      onChanges: (changes) => change(client, changes),
    });
    return { ...stored, ...counts };
  });
}

async function storePolicy(client: Client, policy: ContentPolicy) {
  const sha256 = policySha256(policy);
  const current = await readContentPolicy(client);
  if (current?.policySha256 === sha256) {
    return { policySha256: sha256, version: current.version, changed: false };
  }
  // A policy that was in force before keeps its version. No upsert: that would burn a version each time.
  const again = await client.query<{ version: number }>(
    'update app.content_policies set applied_at = clock_timestamp() where policy_sha256 = $1 returning version',
    [sha256],
  );
  const { rows } =
    again.rows.length > 0
      ? again
      : await client.query<{ version: number }>(
          `insert into app.content_policies (policy, policy_sha256, applied_at)
           values ($1, $2, clock_timestamp()) returning version`,
          [JSON.stringify(policy), sha256],
        );
  return { policySha256: sha256, version: rows[0]!.version, changed: true };
}

async function change(client: Client, changes: readonly PolicyChange[]): Promise<void> {
  for (const [kind, sql] of [
    ['block', blockSql],
    ['unblock', unblockSql],
  ] as const) {
    const ids = changes.filter((one) => one.change === kind).map(({ id }) => id);
    if (ids.length > 0) await client.query(sql, [ids]);
  }
}
