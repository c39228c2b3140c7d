import type { Client } from 'pg';
import { type ContentPolicy, contentPolicySchema } from '../../shared/contracts/content-policy.ts';

export interface StoredContentPolicy {
  version: number;
  policy: ContentPolicy;
  policySha256: string;
  appliedAt: Date;
}

/** The policy in force, which is the one applied last, or null where none ever was. */
export async function readContentPolicy(client: Client): Promise<StoredContentPolicy | null> {
  const { rows } = await client.query<[number, unknown, string, Date]>({
    text: `
      select version, policy, policy_sha256, applied_at from app.content_policies
      where applied_at is not null order by applied_at desc, version desc limit 1`,
    rowMode: 'array',
  });
  if (rows[0] === undefined) return null;
  const [version, policy, sha256, appliedAt] = rows[0];
  return { version, policy: contentPolicySchema.parse(policy), policySha256: sha256, appliedAt };
}
