import { randomUUID } from 'node:crypto';
import type { RunningStack } from '../../../batch/stack/read-stack-state.ts';
import { type Client, createClient } from '../../../shared/client/create-client.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';

const likes = 30;
const nopes = 10;
/** A request waits for those before it: with 50 clients for 50 of them. */
const timeoutMs = 60_000;

export interface PeopleOptions {
  /** People with 30 likes and 10 nopes each. */
  known: number;
  /** People without any. */
  fresh: number;
  itemIds: readonly number[];
}

/** Signs people in and lets them decide, all through the API; returns the access token of each. */
export async function createPeople(
  stack: Pick<RunningStack, 'apiUrl' | 'publishableKey'>,
  { known, fresh, itemIds }: PeopleOptions,
): Promise<string[]> {
  const tokens: string[] = [];
  for (let person = 0; person < known + fresh; person++) {
    const { data, error } = await createTestClient(
      stack.apiUrl,
      stack.publishableKey,
    ).auth.signInAnonymously();
    if (error) throw error;
    const token = data.session!.access_token;
    const client = clientOf(stack, token);
    await client.manageAccount({ action: 'confirm_adult' });
    if (person < known) await decide(client, { person, itemIds });
    tokens.push(token);
  }
  return tokens;
}

/** The client that apps use, for the person of this token. */
export function clientOf(
  { apiUrl, publishableKey }: Pick<RunningStack, 'apiUrl' | 'publishableKey'>,
  token: string,
): Client {
  return createClient({ url: apiUrl, key: publishableKey, accessToken: () => token, timeoutMs });
}

async function decide(
  client: Client,
  { person, itemIds }: { person: number; itemIds: readonly number[] },
): Promise<void> {
  // Squared, so that some items are liked by many.
  const places = seededNumbers(1000 + person, 2 * (likes + nopes), 1).map((value) => value ** 2);
  const items = [...new Set(Array.from(places, (place) => itemIds[Math.floor(place * itemIds.length)]!))];
  const now = Date.now();
  const events = items.slice(0, likes + nopes).map((item_id, index) => ({
    event_id: randomUUID(),
    item_id,
    kind: index < likes ? ('like' as const) : ('nope' as const),
    occurred_at: new Date(now - index * 60_000).toISOString(),
  }));
  const { events: outcomes } = await client.recordFeedback({ events });
  if (outcomes.some(({ outcome }) => outcome !== 'accepted')) throw new Error('A decision was not accepted');
}
