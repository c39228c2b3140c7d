import { randomUUID } from 'node:crypto';
import { createSupabaseClient } from '../../../batch/io/create-supabase-client.ts';
import { callFunction } from '../../../batch/jobs/start/call-function.ts';
import { manageAccountResponseSchema } from '../../../shared/contracts/manage-account.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { recordFeedbackResponseSchema } from '../../../shared/contracts/record-feedback.ts';

export interface BenchPerson {
  accessToken: string;
}

/** Somebody who may see items and has liked and noped enough for every part of the tower's input to be filled. */
export async function createBenchPerson(stack: {
  apiUrl: string;
  publishableKey: string;
}): Promise<BenchPerson> {
  const client = createSupabaseClient(stack.apiUrl, stack.publishableKey);
  const { data, error } = await client.auth.signInAnonymously();
  if (error) throw error;
  await callFunction(client, 'manage-account', {
    body: { action: 'confirm_adult' },
    answer: manageAccountResponseSchema,
  });
  const { items } = await callFunction(client, 'recommend-items', {
    body: { limit: 40 },
    answer: recommendItemsResponseSchema,
  });
  const events = items.map(({ id }, index) => ({
    event_id: randomUUID(),
    item_id: id,
    kind: index % 4 === 3 ? 'nope' : 'like',
    occurred_at: new Date().toISOString(),
  }));
  await callFunction(client, 'record-feedback', { body: { events }, answer: recordFeedbackResponseSchema });
  return { accessToken: data.session!.access_token };
}
