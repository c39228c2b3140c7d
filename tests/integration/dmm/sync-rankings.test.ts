import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dmmRankingJob } from '../../../batch/jobs/dmm-sync/dmm-ranking-job.ts';
import { dmmTermsJob } from '../../../batch/jobs/dmm-sync/dmm-terms-job.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import type { FixtureCatalogue } from '../../support/dmm-fixture-server/fixture-item.ts';
import { type DmmWorld, openDmmWorld } from './support/open-dmm-world.ts';

const create = () => createFixtureCatalogue({ seed: 21, items: { videoa: 250, videoc: 30 } });
let world: DmmWorld;
let catalogue: FixtureCatalogue;

beforeAll(async () => {
  world = await openDmmWorld(create());
});
afterAll(() => world?.stop());
beforeEach(async () => {
  catalogue = create();
  await world.reset(catalogue);
  await world.sync({ include: 'items' });
  world.server.seen.length = 0;
});

/** Ids of a floor's ranking, best first. */
async function ranked(state: string): Promise<string[]> {
  const rows = await world.query<{ id: string }>(
    `select e.external_id as id from app.rankings as r inner join app.ranking_entries as e on e.ranking_id = r.id
     where r.floor = 'videoa' and r.state = '${state}' order by e.position`,
  );
  return rows.map(({ id }) => id);
}

/** As the fixture server orders them. */
function listed(): string[] {
  return [...catalogue.floors.videoa!].sort((a, b) => a.rank - b.rank).map(({ content_id }) => content_id);
}

describe('dmm-ranking', () => {
  it('takes over the first positions of each floor, and keeps the ranking before', async () => {
    await world.run(dmmRankingJob, { rankingSize: 120 });
    const first = listed().slice(0, 120);
    expect(await ranked('current')).toEqual(first);
    catalogue.floors.videoa!.find(({ content_id }) => content_id === listed()[200])!.rank = -1;
    await world.run(dmmRankingJob, { rankingSize: 120 });
    expect(await ranked('current')).toEqual(listed().slice(0, 120));
    expect(await ranked('previous')).toEqual(first);
    // One floor list, two pages and one, twice.
    expect(world.server.seen).toHaveLength(8);
  });

  it('keeps the ranking in force when a page of the next one cannot be had', async () => {
    await world.run(dmmRankingJob);
    const before = await ranked('current');
    catalogue.floors.videoa!.find(({ content_id }) => content_id === listed()[200])!.rank = -1;
    world.server.fault = ({ query }) =>
      query.includes('offset=101') && query.includes('sort=rank') ? { status: 503 } : undefined;
    const failed = world.run(dmmRankingJob, { retries: 2 });
    await expect(failed).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(await ranked('current')).toEqual(before);
    expect(await ranked('staged')).toEqual([]);
    world.server.fault = () => undefined;
    await world.run(dmmRankingJob, { retries: 2 });
    expect(await ranked('current')).toEqual(listed());
  });

  it('keeps the ranking in force when the next one is far too short, and fetches it anew the next time', async () => {
    await world.run(dmmRankingJob, { floors: 'videoa' });
    const before = await ranked('current');
    const all = catalogue.floors.videoa!;
    catalogue.floors.videoa = all.slice(0, 9);
    const failed = world.run(dmmRankingJob, { floors: 'videoa' });
    await expect(failed).rejects.toMatchObject({ code: 'SOURCE_INCOMPLETE' });
    expect(await ranked('current')).toEqual(before);
    catalogue.floors.videoa = all;
    expect((await world.run(dmmRankingJob, { floors: 'videoa' })).resumed).toBe(true);
    expect(await ranked('current')).toEqual(listed());
  });

  it('takes an item that moves while pages are read where it was met first', async () => {
    world.server.before = ({ query }) => {
      // The last of the first page falls to the second one.
      if (query.includes('offset=101') && query.includes('sort=rank')) {
        catalogue.floors.videoa!.find(({ content_id }) => content_id === first[99])!.rank = ranks[150]!;
      }
    };
    const first = listed();
    const ranks = catalogue.floors.videoa!.map(({ rank }) => rank).sort((a, b) => a - b);
    await world.run(dmmRankingJob, { floors: 'videoa', rankingSize: 200 });
    const current = await ranked('current');
    expect(current).toHaveLength(200);
    expect(new Set(current).size).toBe(200);
    expect(current.slice(0, 100)).toEqual(first.slice(0, 100));
  });
});

describe('dmm-terms', () => {
  it('stores names with their readings; a second time changes nothing but what changed', async () => {
    await world.run(dmmTermsJob);
    const terms = await world.query<{ kind: string; n: number }>(
      'select kind::text, count(*)::int as n from app.source_terms group by kind order by kind',
    );
    expect(terms).toEqual([
      { kind: 'floor', n: 2 },
      { kind: 'genre', n: 30 },
      { kind: 'maker', n: 12 },
      { kind: 'performer', n: 120 },
      { kind: 'series', n: 20 },
    ]);
    catalogue.performers[3]!.name = 'Performer 4, renamed';
    const { report } = await world.run(dmmTermsJob);
    expect(report).toMatchObject({
      performer: { listed: 120, added: 0, changed: 1, unchanged: 119 },
      'genre videoa': { listed: 30, added: 0, changed: 0, unchanged: 30 },
    });
  });
});
