import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readFolderTrainingSet } from '../../../batch/ingest/read-folder-training-set.ts';
import { readTrainingSet } from '../../../batch/io/read-training-set.ts';
import { simulateWorld } from '../../../batch/simulate/simulate-world.ts';
import { writeWorld } from '../../../batch/simulate/write-world.ts';
import { tinyDataSet } from '../../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../../fixtures/write-data-set.ts';
import { importFolder } from '../../support/import-folder.ts';
import { startTestDatabase, type TestDatabase } from './start-test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
}, 60_000);
afterAll(() => database?.stop());
beforeEach(() => database.clear());

const person = '00000000-0000-4000-8000-000000000001';

/** A person of the service who nopes item b at 1000 s and likes item c at 1.25 s. */
async function addPerson(): Promise<void> {
  await database.client.query(`
    insert into auth.users (id) values ('${person}');
    insert into app.profiles (person_id) values ('${person}');
    insert into app.decisions (person_id, item_id, decision, decided_at)
    select '${person}'::uuid, id, 'nope'::app.decision_kind, to_timestamp(1000) from app.items where external_id = 'b'
    union all
    select '${person}', id, 'like', to_timestamp(1.25) from app.items where external_id = 'c'`);
}

describe('readTrainingSet()', () => {
  it('reads an empty database as an empty set', async () => {
    const set = await readTrainingSet(database.client);
    expect([set.items.length, set.personKeys.length, set.decidedAt.length]).toEqual([0, 0, 0]);
  });

  it('joins imported people and people of the service, in order of time, key and item', async () => {
    await importFolder(database.client, await writeDataSet(tinyDataSet));
    await addPerson();
    const set = await readTrainingSet(database.client);
    expect(set.personKeys).toEqual([person, 'tiny:ann', 'tiny:bob']);
    expect(set.items.map((item) => item.externalId)).toEqual(['a', 'b', 'c']);
    expect(set.items[0]).toEqual({
      id: 1,
      externalId: 'a',
      title: 'Alpha',
      maker: 'MakerOne',
      series: 'SeriesOne',
      performers: [],
      tags: ['tag-mint'],
      releasedAt: '1970-01-02T00:00:00.000Z',
      durationMinutes: 60,
      priceYen: 500,
    });
    // 1.25 person c like; 999.5 bob b like; 1000 person b nope, ann a like, bob c like; 1002 ann b nope; 1004 bob a nope.
    expect([...set.decidedAt]).toEqual([1.25, 999.5, 1000, 1000, 1000, 1002, 1004]);
    expect([...set.personIndex]).toEqual([0, 2, 0, 1, 2, 1, 2]);
    expect([...set.itemIndex]).toEqual([2, 1, 1, 0, 2, 1, 0]);
    expect([...set.isLike]).toEqual([1, 1, 0, 1, 1, 0, 0]);
  });

  it('leaves out hidden items and decisions on them', async () => {
    await importFolder(database.client, await writeDataSet(tinyDataSet));
    await database.client.query(`update app.items set status = 'hidden' where external_id = 'a'`);
    const set = await readTrainingSet(database.client);
    expect(set.items.map((item) => item.externalId)).toEqual(['b', 'c']);
    // Of ann's a and b, and bob's a, b and c: b at 999.5 and 1002, c at 1000.
    expect([...set.itemIndex]).toEqual([0, 1, 0]);
  });

  it('gives one fingerprint for one content, another after a decision', async () => {
    await importFolder(database.client, await writeDataSet(tinyDataSet));
    const first = await readTrainingSet(database.client);
    // Physical order changes, content does not.
    await database.client.query(
      `update app.imported_decisions set decision = decision where person_key = 'ann'`,
    );
    expect((await readTrainingSet(database.client)).fingerprint).toBe(first.fingerprint);
    await addPerson();
    expect((await readTrainingSet(database.client)).fingerprint).not.toBe(first.fingerprint);
  });

  it('reads a world of 30,000 decisions as it stands in its files, within 3 s', async () => {
    const folder = await writeDataSet({});
    await writeWorld(simulateWorld({ people: 400, items: 600, decisions: 30_000 }), folder);
    await importFolder(database.client, folder);
    const start = performance.now();
    const set = await readTrainingSet(database.client);
    expect(performance.now() - start).toBeLessThan(3000);
    const direct = await readFolderTrainingSet(folder);
    expect(set.decidedAt.length).toBeGreaterThan(25_000);
    expect(set.items).toEqual(direct.items);
    expect(set.fingerprint).toBe(direct.fingerprint);
  }, 30_000);

  it('leaves the client usable and outside of a transaction after a failure', async () => {
    await database.client.query('alter table app.item_tags rename to item_tags_away');
    await expect(readTrainingSet(database.client)).rejects.toThrow(/item_tags/);
    await database.client.query('alter table app.item_tags_away rename to item_tags');
    expect((await readTrainingSet(database.client)).items).toEqual([]);
  });
});
