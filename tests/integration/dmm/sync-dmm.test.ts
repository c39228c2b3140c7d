import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import {
  createFixtureCatalogue,
  createFixtureItem,
} from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import type { FixtureCatalogue, FixtureItem } from '../../support/dmm-fixture-server/fixture-item.ts';
import { type DmmWorld, openDmmWorld } from './support/open-dmm-world.ts';

const create = () => createFixtureCatalogue({ seed: 7, items: { videoa: 260, videoc: 90 }, shared: 20 });
let world: DmmWorld;
let catalogue: FixtureCatalogue;

beforeAll(async () => {
  world = await openDmmWorld(create());
}, 60_000);
afterAll(() => world?.stop());
beforeEach(async () => {
  catalogue = create();
  await world.reset(catalogue);
});

const ids = async (where = 'true') =>
  (
    await world.query<{ id: string }>(
      `select external_id as id from app.items as i where ${where} order by 1`,
    )
  ).map(({ id }) => id);

/** Ids of all floors, each once. */
function listed({ floors }: FixtureCatalogue): string[] {
  const all = Object.values(floors).flatMap((items) => items.map(({ content_id }) => content_id));
  return [...new Set(all)].sort();
}

function newItem(id: string, date: string): FixtureItem {
  return createFixtureItem(id, { random: createRandom(99), terms: catalogue, date });
}

const itemRequests = () => world.server.seen.filter(({ query }) => query.includes('sort=date'));

describe('dmm-sync', () => {
  it('brings in exactly what the API lists: items of all floors, terms and rankings', async () => {
    const { report } = await world.sync();
    // 260 + 90 items, 20 of them on both floors.
    expect(report).toMatchObject({
      items: {
        mode: 'full',
        floors: { videoa: { listed: 260, found: 260 }, videoc: { listed: 90, found: 90 } },
        validated: { counts: { read: 350, accepted: 350, quarantined: 0, kept: 330, merged: 20 } },
        stored: { added: 330, changed: 0, unchanged: 0 },
      },
      ranking: { videoa: { entries: 260, known: 260 }, videoc: { entries: 90, known: 90 } },
    });
    expect(await ids()).toEqual(listed(catalogue));
    const { sources, terms, ranking, watermarks } = await world.snapshot();
    expect(sources).toHaveLength(330);
    for (const item of catalogue.floors.videoa!) {
      const { record } = (sources as { external_id: string; record: Record<string, unknown> }[]).find(
        ({ external_id }) => external_id === item.content_id,
      )!;
      const { fields } = item;
      const info = fields.iteminfo as Record<string, { name: string }[]> | undefined;
      // Ten in the morning in Japan is one in the morning in UTC.
      expect(record.releasedAt).toBe(new Date(`${item.date.replace(' ', 'T')}+09:00`).toISOString());
      expect(record.title).toBe(fields.title);
      expect(record.maker).toBe(info?.maker?.[0]?.name ?? null);
      expect(record.tags).toEqual([...new Set((info?.genre ?? []).map(({ name }) => name))].sort());
      expect(record.floors).toEqual(
        catalogue.floors.videoc!.includes(item) ? ['videoa', 'videoc'] : ['videoa'],
      );
      expect(record.affiliateUrl).toContain('af_id=fixture-990');
      const prices = fields.prices as { price: string; list_price: string } | undefined;
      expect(record.priceYen).toBe(prices ? Number(prices.price.replace('~', '')) : null);
    }
    // 2 floors, 30 genres, 12 makers, 20 series (the same for both floors) and 120 performers.
    expect(terms).toHaveLength(184);
    const ranked = [...catalogue.floors.videoa!].sort((a, b) => a.rank - b.rank);
    expect(
      (ranking as { external_id: string }[]).slice(0, 260).map(({ external_id }) => external_id),
    ).toEqual(ranked.map(({ content_id }) => content_id));
    const newest = (floor: string) =>
      catalogue.floors[floor]!.map(({ date }) => date)
        .sort()
        .at(-1)!
        .replace(' ', 'T');
    expect(watermarks).toEqual(
      ['videoa', 'videoc'].map((floor) => ({
        floor,
        released_until: new Date(`${newest(floor)}+09:00`),
        sync_number: 1,
      })),
    );
  });

  it('slices by release date and still finds each item once', async () => {
    const whole = await world.sync({ include: 'items' });
    const undisturbed = await world.snapshot();
    await world.reset(create());
    const { report } = await world.sync({ include: 'items', sliceItems: 40, hits: 15 });
    const floors = (report.items as { floors: Record<string, { slices: number; found: number }> }).floors;
    expect(floors.videoa!.slices).toBeGreaterThan(6);
    expect(floors.videoa!.found).toBe(260);
    expect((whole.report.items as typeof report.items as { stored: unknown }).stored).toEqual(
      (report.items as { stored: unknown }).stored,
    );
    expect(await world.snapshot()).toEqual(undisturbed);
  });

  it('then reads only what is new and an overlap before it, and changes what changed', async () => {
    await world.sync();
    const before = itemRequests().length;
    catalogue.floors.videoa!.push(newItem('videoa90001', '2026-11-02 10:00:00'));
    const changed = catalogue.floors.videoa!.find(({ date }) => date.startsWith('2026-10-31'))!;
    changed.fields.title = 'Another title';
    const { report } = await world.sync();
    expect(report).toMatchObject({ items: { mode: 'incremental', stored: { added: 1, changed: 1 } } });
    // Newest of both floors' watermarks, the lesser one, less seven days.
    const queries = itemRequests()
      .slice(before)
      .map(({ query }) => query);
    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).toContain('gte_date=2026-10-2');
    expect(await ids()).toEqual(listed(catalogue));
    expect(await ids("title = 'Another title'")).toEqual([changed.content_id]);
    expect(await world.query('select sync_number from app.sync_watermarks')).toEqual([
      { sync_number: 1 },
      { sync_number: 1 },
    ]);
  });

  it('hides an item after three full syncs without it, deletes nothing, and shows it when it is back', async () => {
    await world.sync({ include: 'items' });
    const gone = catalogue.floors.videoa!.pop()!;
    const hidden = () => ids("'stale' = any (hidden_reasons)");
    for (const misses of [1, 2, 3]) {
      // An incremental sync in between counts nothing.
      await world.sync({ include: 'items' });
      const { report } = await world.sync({ include: 'items', mode: 'full' });
      expect(report).toMatchObject({ items: { missed: { missed: 1, hidden: misses === 3 ? 1 : 0 } } });
      expect(await hidden()).toEqual(misses === 3 ? [gone.content_id] : []);
    }
    expect(await ids()).toContain(gone.content_id);
    catalogue.floors.videoa!.push(gone);
    await world.sync({ include: 'items', mode: 'full' });
    expect(await hidden()).toEqual([]);
  });

  it('finds everything although answers fail in every way', async () => {
    const faults = ['truncated', 'reset', { status: 503 }, 'html', 'silence'] as const;
    world.server.fault = ({ number }) =>
      number % 3 === 0 ? faults[(number / 3) % faults.length] : undefined;
    await world.sync({ hits: 20, timeoutSeconds: 0.5 });
    expect(await ids()).toEqual(listed(catalogue));
  });

  it('stops when the quota is exhausted, keeps what it has, and goes on the next time', async () => {
    world.server.fault = ({ number }) => (number > 5 ? 'quota' : undefined);
    const parameters = { hits: 20, retries: 1 };
    await expect(world.sync(parameters)).rejects.toMatchObject({ code: 'SOURCE_QUOTA_EXHAUSTED' });
    expect(world.server.seen).toHaveLength(6);
    const asked = world.server.seen.slice(0, 5).map(({ endpoint, query }) => `${endpoint}?${query}`);
    expect(await ids()).toEqual([]);
    world.server.fault = () => undefined;
    world.server.seen.length = 0;
    const { resumed } = await world.sync(parameters);
    expect(resumed).toBe(true);
    const again = world.server.seen.map(({ endpoint, query }) => `${endpoint}?${query}`);
    expect(again.filter((request) => asked.includes(request))).toEqual([]);
    expect(await ids()).toEqual(listed(catalogue));
  });

  it('reads a slice again when items go or come between its pages', async () => {
    let moved = false;
    world.server.before = ({ query }) => {
      if (moved || !query.includes('offset=101') || !query.includes('videoa')) return;
      moved = true;
      // Newest first: one goes from the page that was read, which draws another over the border.
      const newestFirst = [...catalogue.floors.videoa!].sort((a, b) => (a.date < b.date ? 1 : -1));
      const gone = newestFirst[3]!;
      for (const [floor, items] of Object.entries(catalogue.floors)) {
        catalogue.floors[floor] = items.filter((item) => item !== gone);
      }
      catalogue.floors.videoa!.push(newItem('videoa90002', '2026-11-03 10:00:00'));
      catalogue.floors.videoa = catalogue.floors.videoa!.filter((item) => item !== newestFirst[5]);
    };
    await world.sync({ include: 'items' });
    expect(moved).toBe(true);
    // Nothing that is listed now is missing; the two that went were still seen once.
    expect(await ids()).toEqual(expect.arrayContaining(listed(catalogue)));
  });

  it('says that a listing is incomplete when it changes during every reading, and reads it anew the next time', async () => {
    world.server.before = ({ query }) => {
      if (query.includes('offset=101') && query.includes('videoa')) catalogue.floors.videoa!.pop();
    };
    await expect(world.sync({ include: 'items' })).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    expect(await ids()).toEqual([]);
    world.server.before = () => undefined;
    expect((await world.sync({ include: 'items' })).resumed).toBe(true);
    expect(await ids()).toEqual(expect.arrayContaining(listed(catalogue)));
  });

  it('takes an empty listing for a mistake', async () => {
    catalogue.floors.videoc = [];
    await expect(world.sync({ include: 'items' })).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    expect(await world.query('select * from app.sync_watermarks')).toEqual([]);
  });

  it('puts an item that cannot be read into quarantine with its place, and keeps the rest of the page', async () => {
    // The first 20 are on both floors.
    catalogue.floors.videoa![30]!.fields.prices = 'free';
    const { report } = await world.sync({ include: 'items' });
    expect(report).toMatchObject({
      items: { validated: { counts: { read: 350, quarantined: 1 } } },
    });
    const [refused] = await world.query<{ place: string; field: string; reason: string }>(
      'select place, field, reason from app.quarantine order by place',
    );
    expect(refused).toMatchObject({ field: 'prices', reason: 'item_unreadable' });
    expect(refused!.place).toMatch(/^raw\/dmm-videoa\/[0-9a-f-]+\/start_end-1-000\d:\d+$/);
  });

  it('keeps blocked items out and nothing of them but how many', async () => {
    const policy = { rules: [{ id: 'genre-one', subject: 'tag', values: ['genre 1'] }] };
    await world.query(`insert into app.content_policies (policy, policy_sha256, applied_at)
      values ('${JSON.stringify(policy)}', '${'a'.repeat(64)}', now())`);
    await world.sync({ include: 'items', floors: 'videoc' });
    const hasGenre = ({ fields }: FixtureItem) =>
      ((fields.iteminfo as { genre?: { name: string }[] } | undefined)?.genre ?? []).some(
        ({ name }) => name === 'Genre 1',
      );
    const blocked = catalogue.floors.videoc!.filter(hasGenre);
    expect(blocked.length).toBeGreaterThan(0);
    expect(await ids()).toHaveLength(90 - blocked.length);
    expect(await world.query('select rule, blocked::int from app.policy_blocks')).toEqual([
      { rule: 'genre-one', blocked: blocked.length },
    ]);
    expect(await world.query('select * from app.quarantine')).toEqual([]);
  });

  it('with --dry-run asks once a floor and changes nothing', async () => {
    const { report } = await world.sync({}, { dryRun: true });
    expect(report).toMatchObject({
      dryRun: true,
      mode: 'full',
      floors: { videoa: { items: 260, pages: 3 }, videoc: { items: 90, pages: 1 } },
    });
    expect(itemRequests()).toHaveLength(2);
    expect(Object.values(await world.snapshot()).flat()).toEqual([]);
    expect(await world.query('select * from app.job_runs')).toEqual([]);
  });

  it('refuses a floor that the API does not have, naming those it has', async () => {
    await expect(world.sync({ floors: 'videoa,videox' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      hint: expect.stringContaining('videoa, videoc'),
    });
  });
});
