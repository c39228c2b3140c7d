import { randomUUID } from 'node:crypto';
import { recommendItemsResponseSchema } from '../../../../shared/contracts/recommend-items.ts';
import { unitVector } from '../../../contract/support/seed-catalogue.ts';
import type { InProcessPerson, InProcessServing } from './open-in-process.ts';

/** A page, and the vector that it was looked for with. */
export interface LookedPage {
  ids: number[];
  query: number[];
}

export async function lookAtPage(serving: InProcessServing, person: InProcessPerson): Promise<LookedPage> {
  const page = recommendItemsResponseSchema.parse(await person.call('recommend-items', { limit: 10 }));
  return { ids: page.items.map(({ id }) => id), query: serving.lastQuery()! };
}

/** Likes or nopes an item at once. */
export async function swipe(
  person: InProcessPerson,
  { item_id, kind }: { item_id: number; kind: 'like' | 'nope' },
): Promise<void> {
  const occurred_at = new Date().toISOString();
  await person.call('record-feedback', { events: [{ event_id: randomUUID(), item_id, kind, occurred_at }] });
}

/** How like an item the vector of a page is: the inner product of unit vectors. */
export function similarity({ query }: LookedPage, item: number): number {
  return unitVector(item).reduce((sum, value, at) => sum + value * query[at]!, 0);
}
