import { randomUUID } from 'node:crypto';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { createClient } from '../../../shared/client/create-client.ts';

export interface SmokeOptions {
  url: string;
  publishableKey: string;
  /** Whether a page that a model had no part in is a failure. */
  personalised: boolean;
  say(line: string): void;
}

/**
 * Calls every endpoint once as a new anonymous person, who deletes their account at the end, and parses each answer by
 * its schema. Throws for anything that is not a right answer.
 */
export async function smokeEndpoints(options: SmokeOptions): Promise<void> {
  const { url, publishableKey, personalised, say } = options;
  const auth = createSupabaseClient(url, publishableKey).auth;
  const { data, error } = await auth.signInAnonymously();
  const token = data.session?.access_token;
  if (error || !token) throw new Error('Cannot smoke: no anonymous sign-in', { cause: error });
  const api = createClient({ url, key: publishableKey, accessToken: () => token });
  const status = await api.reportStatus();
  say(`report-status    ${status.status}, ${status.item_count} items, version ${status.model_version}`);
  await api.manageAccount({ action: 'confirm_adult' });
  try {
    say('manage-account   confirmed');
    const found = await api.findItems({ by: 'latest', limit: 5 });
    say(`find-items       ${found.items.length} latest`);
    // Of an empty catalogue no item is known, and that is an answer too.
    const liked = found.items[0]?.id ?? 1;
    const event = { event_id: randomUUID(), item_id: liked, occurred_at: new Date().toISOString() };
    const { events } = await api.recordFeedback({ events: [{ ...event, kind: 'like' }] });
    const expected = status.item_count > 0 ? 'accepted' : 'unknown_item';
    if (events[0]?.outcome !== expected) throw new Error(`record-feedback says ${events[0]?.outcome}`);
    say(`record-feedback  ${expected}`);
    const page = await api.recommendItems({ limit: 10 });
    if (status.item_count > 10 && page.items.length < 10) throw new Error('recommend-items: page not full');
    const byModel = page.items.some(({ source }) => source === 'personalised');
    if (personalised && !byModel) {
      throw new Error(`recommend-items: no model in it, degraded ${JSON.stringify(page.degraded)}`);
    }
    say(`recommend-items  ${page.items.length} items, version ${page.model_version}`);
  } finally {
    await api.manageAccount({ action: 'delete', confirm: true });
  }
  say('manage-account   deleted');
}
