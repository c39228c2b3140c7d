import type { Client } from 'pg';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { createPolicyMatcher } from '../../process/policy/create-policy-matcher.ts';
import { type PolicyItem, readPolicyItems } from './read-policy-items.ts';

/** An item whose state differs from what the policy says. */
export interface PolicyChange extends Pick<PolicyItem, 'id' | 'source' | 'externalId' | 'title'> {
  change: 'block' | 'unblock';
  /** Id of the rule that blocks it; null for an item that no rule blocks any more. */
  rule: string | null;
}

export interface PolicyAssessment {
  items: number;
  /** Items that a rule matches, by the first rule that does. */
  matched: Record<string, number>;
  /** Of these, items that no policy hides yet. */
  newlyBlocked: Record<string, number>;
  blocked: number;
  unblocked: number;
}

export interface AssessOptions {
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
  onChanges: (changes: PolicyChange[]) => Promise<void>;
}

const batchSize = 2000;

/** Compares all items with a policy, a batch at a time, and tells which ones would change. */
export async function assessItems(
  client: Client,
  policy: ContentPolicy,
  { signal, onProgress, onChanges }: AssessOptions,
): Promise<PolicyAssessment> {
  const brokenRule = createPolicyMatcher(policy);
  const counted = await client.query<[number]>({
    text: 'select count(*)::float8 from app.items',
    rowMode: 'array',
  });
  const total = counted.rows[0]![0];
  const result: PolicyAssessment = { items: 0, matched: {}, newlyBlocked: {}, blocked: 0, unblocked: 0 };
  for await (const batch of readPolicyItems(client, batchSize)) {
    const changes: PolicyChange[] = [];
    for (const { subjects, blocked, ...item } of batch) {
      const rule = firstRule(policy, subjects.map(brokenRule));
      if (rule !== null) add(result.matched, rule);
      if ((rule !== null) === blocked) continue;
      if (rule === null) result.unblocked++;
      else {
        result.blocked++;
        add(result.newlyBlocked, rule);
      }
      changes.push({ ...item, change: rule === null ? 'unblock' : 'block', rule });
    }
    if (changes.length > 0) await onChanges(changes);
    result.items += batch.length;
    onProgress(result.items, Math.max(total, result.items));
    // After the last batch too: whoever asked to stop must not find it all done.
    signal.throwIfAborted();
  }
  return result;
}

function firstRule({ rules }: ContentPolicy, broken: readonly (string | null)[]): string | null {
  if (broken.every((id) => id === null)) return null;
  return rules.find(({ id }) => broken.includes(id))?.id ?? null;
}

function add(counts: Record<string, number>, rule: string): void {
  counts[rule] = (counts[rule] ?? 0) + 1;
}
