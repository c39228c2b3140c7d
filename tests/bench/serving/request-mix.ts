import { randomUUID } from 'node:crypto';
import type { Client } from '../../../shared/client/create-client.ts';

export type RequestName = 'recommend-items' | 'find-items' | 'record-feedback';

/** Sends the `index`th request of its kind. Throws unless the answer is a whole one. */
export async function sendRequest(
  client: Client,
  name: RequestName,
  { index, itemIds }: { index: number; itemIds: readonly number[] },
): Promise<void> {
  const item_id = itemIds[(index * 7919) % itemIds.length]!;
  if (name === 'recommend-items') {
    const { items, degraded } = await client.recommendItems({ limit: 20 });
    if (items.length !== 20 || degraded.length > 0) throw new Error('A page was not whole');
  } else if (name === 'find-items') {
    const by = (['popular', 'latest', 'trending'] as const)[index % 3]!;
    const { items } = await client.findItems({ by, limit: 20 });
    if (items.length !== 20) throw new Error('A list was not whole');
  } else {
    const event = { event_id: randomUUID(), item_id, kind: index % 4 === 3 ? 'nope' : 'like' } as const;
    const { events } = await client.recordFeedback({
      events: [{ ...event, occurred_at: new Date().toISOString() }],
    });
    if (events[0]?.outcome !== 'accepted') throw new Error('A decision was not accepted');
  }
}
