import { createHash } from 'node:crypto';
import type { ContentPolicy } from '../../shared/contracts/content-policy.ts';

/** SHA-256 (hex) of a policy: of what its rules say, not of how a file is written. */
export function policySha256(policy: ContentPolicy): string {
  const rules = policy.rules.map(({ id, subject, values }) => [id, subject, values]);
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
}
