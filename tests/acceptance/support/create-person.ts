import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import type { DecisionKind } from '../../../shared/contracts/enums.ts';
import {
  type RecommendItemsResponse,
  recommendItemsResponseSchema,
} from '../../../shared/contracts/recommend-items.ts';
import { callEndpoint } from './call-endpoint.ts';

export interface Person {
  id: string;
  /** The access token. */
  token: string;
  client: SupabaseClient;
  requestPage(limit?: number): Promise<RecommendItemsResponse>;
  decide(itemIds: number[], kind: DecisionKind): Promise<void>;
}

/** A new anonymous account, as an app makes it; with `adult` it has confirmed to be one. */
export async function createPerson(
  stack: { apiUrl: string; publishableKey: string },
  { adult }: { adult: boolean },
): Promise<Person> {
  const client = createSupabaseClient(stack.apiUrl, stack.publishableKey);
  const { data, error } = await client.auth.signInAnonymously();
  if (error) throw error;
  const succeed = async (name: string, body: object): Promise<unknown> => {
    const answer = await callEndpoint(client, name, { body });
    if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  if (adult) await succeed('manage-account', { action: 'confirm_adult' });
  return {
    id: data.user!.id,
    token: data.session!.access_token,
    client,
    async requestPage(limit = 20) {
      return recommendItemsResponseSchema.parse(await succeed('recommend-items', { limit }));
    },
    async decide(itemIds, kind) {
      const events = itemIds.map((item_id) => ({
        event_id: randomUUID(),
        item_id,
        kind,
        occurred_at: new Date().toISOString(),
      }));
      await succeed('record-feedback', { events });
    },
  };
}
