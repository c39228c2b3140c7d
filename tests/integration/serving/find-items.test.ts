import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { findItemsResponseSchema } from '../../../shared/contracts/find-items.ts';
import { createPerson, type Person } from '../../acceptance/support/create-person.ts';
import { openServingStack, type ServingStack } from '../../support/serving/open-serving-stack.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const itemCount = 60;

let stack: ServingStack;
let database: Client;
let person: Person;

beforeAll(async () => {
  stack = await openServingStack({ items: itemCount, functionsFolder });
  database = await connectDatabase(stack.dbUrl, { applicationName: 'tests' });
  person = await createPerson(stack, { adult: true });
}, 120_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

async function find(body: object) {
  const { data, error } = await person.client.functions.invoke('find-items', { body });
  if (error) throw new Error(await error.context.text());
  return findItemsResponseSchema.parse(data);
}

test.each([
  { by: 'similar', item_id: 1 },
  { by: 'popular' },
  { by: 'trending', window_days: 3 },
  { by: 'latest' },
])('%j: following next_cursor to the end shows every item once, best first', async (request) => {
  const { rows } = await database.query<{ ids: number[] }>(
    `select array_agg(id::int order by id) as ids from app.items
       where ($1 <> 'similar' or id <> 1) and ($1 <> 'latest' or released_at <= now())`,
    [request.by],
  );
  const found: { id: number; score: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await find({ ...request, limit: 25, cursor });
    expect(page.degraded).toEqual([]);
    expect(page.items.map(({ position }) => position)).toEqual(page.items.map((_, index) => index));
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  expect(found.map(({ id }) => id).sort((a, b) => a - b)).toEqual(rows[0]!.ids);
  expect(found.length).toBeGreaterThan(25);
  const scores = found.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('an imported title is found with a slip in it and in full-width letters; what is decided on is not', async () => {
  await database.query(`update app.items set title = 'Lighthouse Orchestra 灯台' where id = 7`);
  for (const query of ['lighthose', 'ＯＲＣＨＥＳＴＲＡ', '灯台']) {
    const { items } = await find({ by: 'search', query });
    expect(items.map(({ id, source }) => [id, source])).toEqual([[7, 'search']]);
  }
  await person.decide([7], 'like');
  expect((await find({ by: 'search', query: '灯台' })).items).toEqual([]);
  expect((await find({ by: 'search', query: '灯台', include_seen: true })).items).toHaveLength(1);
  // Somebody who liked something has a personal order; the model is there for it.
  expect((await find({ by: 'popular', personal: true })).degraded).toEqual([]);
});

test('an item that is not there is 404, and a cursor of another kind of list 400', async () => {
  const { error } = await person.client.functions.invoke('find-items', {
    body: { by: 'similar', item_id: 999_999 },
  });
  expect([error.context.status, (await error.context.json()).error.code]).toEqual([404, 'NOT_FOUND']);
  const { next_cursor } = await find({ by: 'popular', limit: 5 });
  const mixed = await person.client.functions.invoke('find-items', {
    body: { by: 'latest', cursor: next_cursor },
  });
  expect([mixed.error.context.status, (await mixed.error.context.json()).error.field]).toEqual([
    400,
    'cursor',
  ]);
});
