import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { DecisionKind } from '../../../shared/contracts/enums.ts';
import { manageAccountResponseSchema } from '../../../shared/contracts/manage-account.ts';
import {
  type RecommendItemsResponse,
  recommendItemsResponseSchema,
} from '../../../shared/contracts/recommend-items.ts';
import { recordFeedbackResponseSchema } from '../../../shared/contracts/record-feedback.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { callFunction } from './call-function.ts';
import type { Demonstration, ReportedPage } from './start-report.ts';

const pageSize = 20;

/**
 * Walks through the app as a new anonymous person: confirms to be an adult, likes the most frequent group of the
 * first page, asks for a page, nopes the best item that is not alone in its group, and asks for the next page. The
 * person is deleted afterwards. `admin` holds the secret key.
 */
export async function demonstrate(person: SupabaseClient, admin: SupabaseClient): Promise<Demonstration> {
  const { data, error } = await person.auth.signInAnonymously();
  if (error || !data.user)
    throw new AppError('FUNCTION_FAILED', 'anonymous sign-in failed', { cause: error });
  try {
    await callFunction(person, 'manage-account', {
      body: { action: 'confirm_adult' },
      answer: manageAccountResponseSchema,
    });
    const liked = largestGroup((await requestPage(person)).items);
    await decide(person, liked, 'like');
    const before = await requestPage(person);
    const noped = firstOfRepeatedGroup(before.items);
    await decide(person, [noped], 'nope');
    const after = await requestPage(person);
    const group = groupOf(noped);
    return {
      liked: liked.length,
      before: report(before),
      noped: { id: noped.id, title: noped.title, group },
      after: report(after),
      shareBefore: shareOf(
        group,
        before.items.filter(({ id }) => id !== noped.id),
      ),
      shareAfter: shareOf(group, after.items),
    };
  } finally {
    await admin.auth.admin.deleteUser(data.user.id);
  }
}

type Item = RecommendItemsResponse['items'][number];

/** Items are of one group when they share the maker or, where none is known, all tags. */
function groupOf({ maker, tags }: Pick<Item, 'maker' | 'tags'>): string {
  return maker ?? [...tags].sort().join(' ');
}

function requestPage(person: SupabaseClient): Promise<RecommendItemsResponse> {
  return callFunction(person, 'recommend-items', {
    body: { limit: pageSize },
    answer: recommendItemsResponseSchema,
  });
}

async function decide(person: SupabaseClient, items: Item[], kind: DecisionKind): Promise<void> {
  const events = items.map(({ id }) => ({
    event_id: randomUUID(),
    item_id: id,
    kind,
    occurred_at: new Date().toISOString(),
  }));
  await callFunction(person, 'record-feedback', { body: { events }, answer: recordFeedbackResponseSchema });
}

function byGroup(items: Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  return groups;
}

function largestGroup(items: Item[]): Item[] {
  return [...byGroup(items).values()].reduce(
    (best, group) => (group.length > best.length ? group : best),
    [],
  );
}

function firstOfRepeatedGroup(items: Item[]): Item {
  const groups = byGroup(items);
  const found = items.find((item) => groups.get(groupOf(item))!.length > 1) ?? items[0];
  if (!found) throw new AppError('NOT_ENOUGH_DATA', 'the page is empty: there is nothing to nope');
  return found;
}

function shareOf(group: string, items: Item[]): number {
  return items.filter((item) => groupOf(item) === group).length / Math.max(1, items.length);
}

function report({ model_version, degraded, items }: RecommendItemsResponse): ReportedPage {
  return {
    model_version,
    degraded,
    items: items.map(({ id, title, maker, tags, score, source }) => ({
      id,
      title,
      maker,
      tags,
      score,
      source,
    })),
  };
}
