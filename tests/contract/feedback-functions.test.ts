import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../batch/random/create-random.ts';
import type { FeedbackEvent } from '../../shared/contracts/record-feedback.ts';
import { adultConfirmedAtSchema } from '../../supabase/functions/_lib/rpc/confirm-adult.ts';
import { serviceHealthSchema } from '../../supabase/functions/_lib/rpc/get-service-health.ts';
import { feedbackRowSchema } from '../../supabase/functions/_lib/rpc/record-events.ts';
import { buildTestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';
import { type SeededItem, seedCatalogue } from './support/seed-catalogue.ts';

interface SentEvent {
  event_id: string;
  item_id: number;
  kind: FeedbackEvent['kind'];
  occurred_at: string;
}

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  let items: SeededItem[];
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    items = await seedCatalogue(database, { artifact: await buildTestArtifact(), itemCount: 3 });
  }, 120_000);
  afterAll(() => database.close());

  async function send(person: string, events: SentEvent[]): Promise<string[]> {
    const parameters = { p_person: person, p_events: JSON.stringify(events) };
    const rows = await callFunction(database, 'take_events', parameters);
    const outcomes = new Map(
      rows.map((row) => {
        const { event_id, outcome } = feedbackRowSchema.parse(row);
        return [event_id, outcome];
      }),
    );
    return events.map(({ event_id }) => outcomes.get(event_id)!);
  }

  async function decisionsOf(person: string) {
    const { rows } = await database.query(
      `select item_id, decision, decided_at::text as decided_at from app.decisions where person_id = $1 order by 1`,
      [person],
    );
    return rows;
  }

  const eventAt = (item: SeededItem, kind: SentEvent['kind'], minute: number): SentEvent => ({
    event_id: randomUUID(),
    item_id: item.id,
    kind,
    occurred_at: `2026-11-20T10:${String(minute).padStart(2, '0')}:00Z`,
  });

  test('record_events stores once what is sent twice', async () => {
    const person = await createPerson(database, { adult: true });
    const events = [eventAt(items[0]!, 'like', 1), eventAt(items[1]!, 'nope', 2)];
    expect(await send(person, events)).toEqual(['accepted', 'accepted']);
    const before = await decisionsOf(person);
    expect(before).toHaveLength(2);
    expect(await send(person, events)).toEqual(['duplicate', 'duplicate']);
    expect(await decisionsOf(person)).toEqual(before);
    const { rows } = await database.query('select from app.events where person_id = $1', [person]);
    expect(rows).toHaveLength(2);
  });

  test('record_events stores the others of a batch with an unknown item', async () => {
    const person = await createPerson(database, { adult: true });
    const unknown = { ...eventAt(items[0]!, 'like', 1), item_id: 999_999 };
    expect(await send(person, [unknown, eventAt(items[1]!, 'like', 2)])).toEqual([
      'unknown_item',
      'accepted',
    ]);
  });

  test('record_events keeps the latest decision in whatever order and batches events arrive', async () => {
    const events = [
      eventAt(items[0]!, 'like', 1),
      eventAt(items[0]!, 'nope', 2),
      eventAt(items[0]!, 'like', 3),
      eventAt(items[1]!, 'nope', 1),
    ];
    const orders = [[[0, 1, 2, 3]], [[3, 2, 1, 0]], [[2], [0], [3], [1]], [[1, 3], [2], [0]]];
    const results = [];
    for (const batches of orders) {
      const person = await createPerson(database, { adult: true });
      for (const batch of batches)
        await send(
          person,
          batch.map((index) => events[index]!),
        );
      results.push(await decisionsOf(person));
    }
    const at = (minute: number) => expect.stringMatching(`2026-11-20 10:0${minute}:00`);
    expect(results[0]).toEqual([
      { item_id: items[0]!.id, decision: 'like', decided_at: at(3) },
      { item_id: items[1]!.id, decision: 'nope', decided_at: at(1) },
    ]);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test('record_events keeps a nope against a like of the same time, whichever arrives last', async () => {
    const like = eventAt(items[0]!, 'like', 1);
    const nope = eventAt(items[0]!, 'nope', 1);
    for (const batches of [[[like], [nope]], [[nope], [like]], [[like, nope]], [[nope, like]]]) {
      const person = await createPerson(database, { adult: true });
      for (const batch of batches) await send(person, batch);
      expect(await decisionsOf(person)).toMatchObject([{ item_id: items[0]!.id, decision: 'nope' }]);
    }
  });

  test('record_events stores once an id that comes again with another time, item or kind', async () => {
    const person = await createPerson(database, { adult: true });
    const like = eventAt(items[0]!, 'like', 1);
    expect(await send(person, [like])).toEqual(['accepted']);
    const again = { ...eventAt(items[1]!, 'open', 9), event_id: like.event_id };
    expect(await send(person, [again, { ...like, occurred_at: again.occurred_at }])).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect(await decisionsOf(person)).toHaveLength(1);
    const { rows } = await database.query('select from app.interactions where person_id = $1', [person]);
    expect(rows).toEqual([]);
    // Somebody else may use the id.
    expect(await send(await createPerson(database, { adult: true }), [like])).toEqual(['accepted']);
  });

  test('record_events stores what is no decision beside the decisions', async () => {
    const person = await createPerson(database, { adult: true });
    const kinds = ['impression', 'play', 'open'] as const;
    await send(
      person,
      kinds.map((kind, minute) => eventAt(items[0]!, kind, minute)),
    );
    expect(await decisionsOf(person)).toEqual([]);
    const { rows } = await database.query<{ kind: string }>(
      'select kind from app.interactions where person_id = $1 order by occurred_at',
      [person],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('record_events ends at the newest of likes, nopes and undos, however 60 random histories arrive', async () => {
    const random = createRandom(501);
    const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!;
    const kinds = ['like', 'nope', 'undo'] as const;
    for (let at = 0; at < 60; at++) {
      // Few minutes, so that some are equal.
      const events = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
        eventAt(pick(items), pick(kinds), Math.floor(random() * 4)),
      );
      const expected = items.flatMap(({ id }) => {
        const [newest] = events
          .filter(({ item_id }) => item_id === id)
          .sort(
            (a, b) =>
              b.occurred_at.localeCompare(a.occurred_at) ||
              kinds.indexOf(b.kind as 'undo') - kinds.indexOf(a.kind as 'undo'),
          );
        return !newest || newest.kind === 'undo' ? [] : [{ item_id: id, decision: newest.kind }];
      });
      for (let order = 0; order < 2; order++) {
        const person = await createPerson(database, { adult: true });
        const left = [...events];
        while (left.length > 0) {
          const batch = Array.from({ length: Math.min(left.length, pick([1, 2, 6])) }, () =>
            left.splice(Math.floor(random() * left.length), 1),
          );
          await send(person, batch.flat());
        }
        expect(await decisionsOf(person)).toMatchObject(expected);
        expect(await decisionsOf(person)).toHaveLength(expected.length);
      }
    }
  }, 120_000);

  test('record_events refuses a person who has not confirmed to be an adult', async () => {
    const person = await createPerson(database, { adult: false });
    await expect(send(person, [eventAt(items[0]!, 'like', 1)])).rejects.toMatchObject({
      code: 'PT403',
      message: 'ADULT_CONFIRMATION_REQUIRED',
    });
  });

  test('confirm_adult keeps the first time', async () => {
    const person = await createPerson(database, { adult: false });
    const [first] = await callFunction(database, 'confirm_adult', { p_person: person });
    const [second] = await callFunction(database, 'confirm_adult', { p_person: person });
    expect(adultConfirmedAtSchema.parse(first)).toBe(second);
  });

  test('confirm_adult of a deleted account breaks its foreign key', async () => {
    const call = callFunction(database, 'confirm_adult', { p_person: randomUUID() });
    await expect(call).rejects.toMatchObject({ code: '23503' });
  });

  test('record_impressions stores positions in the order shown', async () => {
    const person = await createPerson(database, { adult: true });
    const request = randomUUID();
    const shown = [items[1]!, items[0]!].map(({ id }) => {
      return { item_id: id, score: 1.5, propensity: 1, source: 'popular' };
    });
    await callFunction(database, 'record_impressions', {
      p_person: person,
      p_request: request,
      p_model_version: null,
      p_items: JSON.stringify(shown),
    });
    const { rows } = await database.query(
      `select position, item_id, source, propensity, model_version from app.impressions where request_id = $1 order by 1`,
      [request],
    );
    const common = { source: 'popular', propensity: 1, model_version: null };
    expect(rows).toEqual([
      { position: 0, item_id: items[1]!.id, ...common },
      { position: 1, item_id: items[0]!.id, ...common },
    ]);
  });

  test('get_service_health counts what there is', async () => {
    const [row] = await callFunction(database, 'get_service_health');
    // Three items, the last without a vector.
    expect(serviceHealthSchema.parse(row)).toMatchObject({
      model_version: 'test-1',
      vector_count: 2,
      item_count: 3,
    });
  });

  test.each(['anon', 'authenticated'])('%s can call none of the functions', async (role) => {
    const { rows } = await database.query<{ name: string; allowed: boolean }>(
      `select p.proname as name, has_function_privilege($1, p.oid, 'execute') as allowed from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)`,
      [role],
    );
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter(({ allowed }) => allowed)).toEqual([]);
  });
});
