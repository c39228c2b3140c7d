import assert from 'node:assert/strict';
import type { Random } from '../../../../batch/random/create-random.ts';
import { findItemsResponseSchema } from '../../../../shared/contracts/find-items.ts';
import { recommendItemsResponseSchema } from '../../../../shared/contracts/recommend-items.ts';
import {
  type FeedbackEvent,
  recordFeedbackResponseSchema,
} from '../../../../shared/contracts/record-feedback.ts';
import { choiceSizes } from './choice-sizes.ts';
import { drawEvents, drawExclusions, drawFilters } from './draw-calls.ts';
import type { WorldItem } from './draw-world.ts';
import type { InProcessServing } from './open-in-process.ts';
import { createReferencePerson, passesFilters } from './reference-person.ts';

export interface SequenceOptions {
  serving: InProcessServing;
  world: readonly WorldItem[];
  random: Random;
}

/**
 * Somebody new makes three to five random calls of the endpoints; each answer is compared with what the reference says.
 * Returns how many pages and rows there were.
 * @throws AssertionError naming what was wrong, and every call so far.
 */
export async function runSequence(options: SequenceOptions): Promise<{ pages: number; rows: number }> {
  const calls: unknown[] = [];
  try {
    return await run(options, calls);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nCalls: ${JSON.stringify(calls)}`, { cause: error });
  }
}

async function run({ serving, world, random }: SequenceOptions, calls: unknown[]) {
  const person = await serving.createPerson();
  const reference = createReferencePerson(world);
  const byId = new Map(world.map((item) => [item.id, item]));
  const sent: FeedbackEvent[] = [];
  /** By request id: the propensity that each row must have been logged with. */
  const propensities = new Map<string, number[]>();
  let session: { cursor: string; shown: number[] } | null = null;
  let shown: number[] = [];
  let personal = true;
  let pages = 0;
  let rows = 0;
  const pick = (count: number): number => Math.floor(random() * count);
  const call: typeof person.call = (endpoint, body) => {
    calls.push([endpoint, body]);
    return person.call(endpoint, body);
  };

  async function recommend(): Promise<void> {
    const before: number[] = session && random() < 0.7 ? session.shown : [];
    const request = {
      limit: 1 + pick(12),
      diversity: random() < 0.5 ? 0 : random(),
      exploration: random() < 0.4 ? 0 : random() / 2,
      freshness: random() < 0.7 ? 0 : 5 * random(),
      exclude_ids: random() < 0.3 ? Array.from({ length: 1 + pick(10) }, () => 1 + pick(world.length)) : [],
      ...(random() < 0.5 && { filters: drawFilters(random, Date.now()) }),
      ...(before.length > 0 && { cursor: session!.cursor }),
    };
    const hidden = new Set([...before, ...request.exclude_ids]);
    const eligible = reference
      .allowed()
      .filter((item) => !hidden.has(item.id) && passesFilters(item, request.filters));
    const answer = recommendItemsResponseSchema.parse(await call('recommend-items', request));
    const page = checkRows(answer.items, { eligible, limit: request.limit });
    assert.deepEqual(answer.degraded, []);
    assert.equal(answer.model_version === null, !personal, 'personalisation');
    const sizes = choiceSizes(page, { eligible, limit: request.limit });
    const { exploration } = request;
    // Of n that may stand on a row each is drawn with exploration / n, and the best one comes without a draw as well: so
    // the n propensities sum to one.
    propensities.set(
      answer.request_id,
      answer.items.map(({ source }, row) => {
        const drawn = exploration / sizes[row]!;
        return source === 'exploration' ? drawn : 1 - exploration + drawn;
      }),
    );
    assert.equal(answer.next_cursor !== null, eligible.length > page.length, 'next_cursor');
    const ids = page.map(({ id }) => id);
    session = answer.next_cursor === null ? null : { cursor: answer.next_cursor, shown: [...before, ...ids] };
    shown = ids;
  }

  async function find(): Promise<void> {
    const by = (['similar', 'popular', 'trending', 'latest'] as const)[pick(4)]!;
    const known = world.filter((item) => item.hasVector && !item.hidden);
    const item_id = known[pick(known.length)]!.id;
    const request = {
      ...(by === 'similar' ? { by, item_id } : { by }),
      ...{ limit: 1 + pick(12), include_seen: random() < 0.3, personal: random() < 0.4 },
    };
    let eligible = reference
      .allowed({ includeSeen: request.include_seen })
      .filter(
        ({ id, releasedAt }) =>
          (by !== 'similar' || id !== item_id) &&
          (by !== 'latest' || (releasedAt !== null && releasedAt <= Date.now())),
      );
    let cursor: string | null = null;
    // Two pages: the second one holds nothing of the first, and all that is left where it can.
    for (let page = 0; page < 2; page++) {
      const answer = findItemsResponseSchema.parse(
        await call('find-items', { ...request, ...(cursor && { cursor }) }),
      );
      const found = checkRows(answer.items, { eligible, limit: request.limit });
      eligible = eligible.filter((item) => !found.includes(item));
      assert.equal(answer.next_cursor !== null, eligible.length > 0, 'next_cursor');
      cursor = answer.next_cursor;
      if (!cursor) return;
    }
  }

  function checkRows(
    items: readonly { id: number; position: number }[],
    { eligible, limit }: { eligible: readonly WorldItem[]; limit: number },
  ): WorldItem[] {
    const ids = items.map(({ id }) => id);
    const may = new Set(eligible.map(({ id }) => id));
    assert.deepEqual(
      ids.filter((id) => !may.has(id)),
      [],
      'shown, but not to be shown',
    );
    assert.equal(new Set(ids).size, ids.length, 'twice on a page');
    assert.equal(ids.length, Math.min(limit, eligible.length), 'rows');
    assert.deepEqual(
      items.map(({ position }) => position),
      ids.map((_, index) => index),
    );
    pages++;
    rows += ids.length;
    return ids.map((id) => byId.get(id)!);
  }

  async function swipe(): Promise<void> {
    const events = drawEvents(random, { sent, shown, items: world.length, now: Date.now() });
    // An id that comes twice in a batch counts with its earliest event: that rule has a test of its own.
    const distinct = [...new Map(events.map((event) => [event.event_id, event])).values()];
    const answer = recordFeedbackResponseSchema.parse(await call('record-feedback', { events: distinct }));
    const outcomes = distinct.map((event) => reference.record(event));
    assert.deepEqual(
      answer.events.map(({ outcome }) => outcome),
      outcomes,
    );
    sent.push(...distinct);
  }

  for (let left = 3 + pick(3); left > 0; left--) {
    const draw = random();
    if (draw < 0.5) await recommend();
    else if (draw < 0.75) await swipe();
    else if (draw < 0.85) await find();
    else if (draw < 0.95) {
      const exclusions = drawExclusions(random);
      await call('manage-account', { action: 'set_exclusions', exclusions });
      reference.exclude(exclusions);
    } else {
      personal = !personal;
      await call('manage-account', { action: 'set_personalisation', on: personal });
    }
  }
  const logged = await serving.database.query<{ id: string; propensity: number; row: number }>(
    'select request_id as id, position as row, propensity from app.impressions where person_id = $1',
    [person.id],
  );
  assert.equal(logged.rows.length, [...propensities.values()].flat().length, 'impressions');
  for (const { id, row, propensity } of logged.rows) {
    const expected = propensities.get(id)?.[row];
    assert.ok(Math.abs(propensity - expected!) < 1e-6, `propensity ${propensity}, not ${expected}`);
  }
  return { pages, rows };
}
