import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeCatalogue } from '../../../batch/store/store-catalogue.ts';
import { type StoreEventsOptions, storeEvents } from '../../../batch/store/store-events.ts';
import { type StoreWorld, startStoreWorld } from './support.ts';

let world: StoreWorld;
beforeAll(async () => {
  world = await startStoreWorld();
}, 180_000);
afterAll(() => world?.stop());
beforeEach(() => world.clear());

type Event = [person: string, item: string, kind: 'like' | 'nope', at: string];

const store = async (events: Event[], options: Partial<StoreEventsOptions> = {}) =>
  storeEvents(world.client, world.duck, {
    files: await world.events(
      events.map(([person_key, external_id, kind, at]) => ({
        person_key,
        external_id,
        kind,
        decided_at: `2024-01-01 ${at}`,
      })),
    ),
    source: 'app',
    unknownItems: 'create',
    ...options,
  });

const decisionsSql = `
  select d.person_key, i.external_id, d.decision::text,
    to_char(d.decided_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US')
  from app.imported_decisions as d join app.items as i on i.id = d.item_id where d.source = 'app' order by 1, 2`;

const first: Event[] = [
  ['bob', 'z', 'like', '00:00:01.000001'],
  ['ann', 'y', 'nope', '00:00:02'],
  ['ann', 'z', 'nope', '00:00:03'],
];
const stored = { people: 0, itemsCreated: 0, keptOut: 0 };

describe('storeEvents()', () => {
  it('stores decisions to the microsecond and makes bare items in the order of their rows', async () => {
    expect(await store(first)).toEqual({
      added: 3,
      changed: 0,
      unchanged: 0,
      people: 2,
      itemsCreated: 2,
      keptOut: 0,
    });
    expect(await world.rows(decisionsSql)).toEqual([
      ['ann', 'y', 'nope', '2024-01-01 00:00:02.000000'],
      ['ann', 'z', 'nope', '2024-01-01 00:00:03.000000'],
      ['bob', 'z', 'like', '2024-01-01 00:00:01.000001'],
    ]);
    expect(await world.rows('select id::int, external_id, title from app.items order by 1')).toEqual([
      [1, 'z', 'z'],
      [2, 'y', 'y'],
    ]);
    expect(await world.rows('select record::text from app.item_sources')).toEqual([['{}'], ['{}']]);
  });

  it('changes nothing the second time', async () => {
    await store(first);
    const before = await world.rows(decisionsSql);
    expect(await store(first)).toEqual({ ...stored, added: 0, changed: 0, unchanged: 3, people: 2 });
    expect(await world.rows(decisionsSql)).toEqual(before);
  });

  it('never lets an older row overwrite a newer decision; at the same time a nope wins', async () => {
    await store(first);
    const later: Event[] = [
      ['bob', 'z', 'nope', '00:00:01.000001'], // same time, nope: wins
      ['ann', 'y', 'like', '00:00:02'], // same time, like: loses
      ['ann', 'z', 'like', '00:00:02.999999'], // older: loses
      ['cat', 'z', 'like', '00:00:00'],
    ];
    expect(await store(later)).toEqual({ ...stored, added: 1, changed: 1, unchanged: 2, people: 3 });
    expect((await world.rows(decisionsSql)).map((row) => row.slice(0, 3))).toEqual([
      ['ann', 'y', 'nope'],
      ['ann', 'z', 'nope'],
      ['bob', 'z', 'nope'],
      ['cat', 'z', 'like'],
    ]);
  });

  it('keeps decisions on unknown items out where it is told to, and counts them', async () => {
    await store(first.slice(0, 1));
    const counts = await store(first, { unknownItems: 'keep-out' });
    // z is known: bob's row is there, ann's is new; y is not.
    expect(counts).toEqual({ added: 1, changed: 0, unchanged: 1, people: 2, itemsCreated: 0, keptOut: 1 });
    expect(await world.rows('select external_id from app.items')).toEqual([['z']]);
  });

  it('finds items that a catalogue merged into those of another source', async () => {
    const jan = { jan_code: '4900000000017' };
    const files = await world.catalogue([
      { source: 'shop', external_id: 's1', ...jan },
      { source: 'app', external_id: 'y', ...jan },
    ]);
    await storeCatalogue(world.client, world.duck, { files, source: 'shop' });
    await storeCatalogue(world.client, world.duck, { files, source: 'app' });
    expect((await store(first)).itemsCreated).toBe(1);
    expect((await world.rows(decisionsSql)).map((row) => row.slice(0, 2))).toEqual([
      ['ann', 's1'],
      ['ann', 'z'],
      ['bob', 'z'],
    ]);
  });

  it('ends in the same state when it is broken off after any batch and run again', async () => {
    const events = Array.from({ length: 30 }, (_, index): Event => {
      return [`p${index % 7}`, `i${index % 11}`, index % 3 === 0 ? 'like' : 'nope', '10:00:00'];
    });
    await store(events, { batchSize: 4 });
    const undisturbed = await world.rows(decisionsSql);
    expect(undisturbed).toHaveLength(30);
    for (const stopAfter of [4, 16, 28]) {
      await world.clear();
      const onProgress = (done: number) => {
        if (done === stopAfter) throw new Error('killed');
      };
      await expect(store(events, { batchSize: 4, onProgress })).rejects.toThrow('killed');
      expect(await store(events, { batchSize: 4 })).toMatchObject({
        added: 30 - stopAfter,
        unchanged: stopAfter,
      });
      expect(await world.rows(decisionsSql)).toEqual(undisturbed);
    }
  });

  it('leaves other sources in the files alone, and takes no files at all', async () => {
    expect(await store(first, { source: 'other' })).toEqual({
      ...stored,
      added: 0,
      changed: 0,
      unchanged: 0,
    });
    expect(await store([], { files: [] })).toMatchObject({ added: 0, people: 0 });
  });
});
