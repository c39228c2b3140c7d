import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import {
  type BuildTrainingDatasetOptions,
  buildTrainingDataset,
} from '../../../batch/io/training/build-training-dataset.ts';
import { readTrainingDataset } from '../../../batch/io/training/read-training-dataset.ts';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

let database: TestDatabase;
let duck: Duck;
const root = newTempFolder();
const dataRoot = join(root, 'data');
// Of 7 decisions 2 train (2.8) and 2 validate (4.2).
const shares = { trainShare: 0.4, validationShare: 0.2 };

beforeAll(async () => {
  database = await startTestDatabase();
  duck = await openDuckDb({ tempFolder: join(dataRoot, 'temp') });
}, 120_000);
afterAll(async () => {
  await duck?.close();
  await database?.stop();
});
beforeEach(async () => {
  await database.clear();
  await database.client.query('delete from app.tag_groups');
});

const person = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';

/** Items a, b, c with ids 1, 2, 3, and five decisions of ann and bob. */
const addImported = () =>
  database.client.query(`
    insert into app.makers (name) values ('MakerOne');
    insert into app.series (name) values ('SeriesOne');
    insert into app.performers (name) values ('zed'), ('Abe'), ('\u{1F600}'), ('\uFF5E');
    insert into app.tags (name) values ('tag-plum'), ('tag-mint');
    insert into app.items (source, external_id, title, maker_id, series_id, released_at, duration_minutes, price_yen)
    values ('tiny', 'a', 'Alpha', 1, 1, '1970-01-02 00:00:00.5Z', 60, 500),
      ('tiny', 'b', 'Beta', null, null, null, null, null), ('tiny', 'c', 'Gamma', null, null, null, null, 0);
    insert into app.item_performers select 1, id from app.performers;
    insert into app.item_tags values (1, 1), (1, 2), (2, 1);
    insert into app.imported_decisions values
      ('tiny', 'ann', 1, 'like', to_timestamp(1000)), ('tiny', 'ann', 2, 'nope', to_timestamp(1002)),
      ('tiny', 'bob', 1, 'nope', to_timestamp(1004)), ('tiny', 'bob', 2, 'like', to_timestamp(999.5)),
      ('tiny', 'bob', 3, 'like', to_timestamp(1000))`);

/** A person of the service who nopes item b at 1000 s and likes item c at 1.25 s. */
async function addPerson(id: string, { consent }: { consent: boolean }): Promise<void> {
  await database.client.query(`
    insert into auth.users (id) values ('${id}');
    insert into app.profiles (person_id, adult_confirmed_at, training_consent_at)
    values ('${id}', now(), ${consent ? 'now()' : 'null'});
    insert into app.decisions values ('${id}', 2, 'nope', to_timestamp(1000)), ('${id}', 3, 'like', to_timestamp(1.25))`);
}

const build = (options: Partial<BuildTrainingDatasetOptions> = {}) =>
  buildTrainingDataset(database.client, duck, { dataRoot, root, ...shares, ...options });
const load = async (options = {}): Promise<TrainingSet> =>
  readTrainingDataset(duck, (await build(options)).folder);
const decisions = ({ decidedAt, personIndex, itemIndex, isLike }: TrainingSet) =>
  [...decidedAt].map((at, row) => [at, personIndex[row], itemIndex[row], isLike[row]]);

describe('buildTrainingDataset()', () => {
  it('refuses an empty database', async () => {
    await expect(build()).rejects.toMatchObject({ code: 'NOT_ENOUGH_DATA' });
  });

  it('joins imported people and people of the service, in order of time, key and item', async () => {
    await addImported();
    await addPerson(person, { consent: true });
    const set = await load();
    // Code units: a uuid begins with a digit; people are 0 the uuid, 1 tiny:ann, 2 tiny:bob.
    expect(decisions(set)).toEqual([
      [1.25, 0, 2, 1],
      [999.5, 2, 1, 1],
      [1000, 0, 1, 0],
      [1000, 1, 0, 1],
      [1000, 2, 2, 1],
      [1002, 1, 1, 0],
      [1004, 2, 0, 0],
    ]);
    expect(set.split).toEqual({ trainEnd: 2, validationEnd: 4 });
    expect(set.items.map((item) => item.externalId)).toEqual(['a', 'b', 'c']);
    expect(set.items[0]).toEqual({
      id: 1,
      externalId: 'a',
      title: 'Alpha',
      maker: 'MakerOne',
      series: 'SeriesOne',
      // By code unit: capitals first, surrogates before U+FF5E.
      performers: ['Abe', 'zed', '\u{1F600}', '\uFF5E'],
      tags: ['tag-mint', 'tag-plum'],
      releasedAt: '1970-01-02T00:00:00.500Z',
      durationMinutes: 60,
      priceYen: 500,
    });
    expect(set.items[2]).toMatchObject({ maker: null, performers: [], releasedAt: null, priceYen: 0 });
    expect(set.personKeys).toHaveLength(3);
    for (const key of set.personKeys) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('holds nobody who did not consent, took it back, or was deleted', async () => {
    await addImported();
    const imported = await load();
    expect(imported.personKeys).toHaveLength(2);
    await addPerson(person, { consent: true });
    await addPerson(other, { consent: false });
    const one = await load();
    expect([one.personKeys.length, one.decidedAt.length]).toEqual([3, 7]);
    await database.client.query('select public.set_training_consent($1, true)', [other]);
    expect((await load()).personKeys).toHaveLength(4);
    await database.client.query('select public.set_training_consent($1, false)', [person]);
    const without = await load();
    expect([without.personKeys.length, without.decidedAt.length]).toEqual([3, 7]);
    await database.client.query('delete from auth.users where id = $1', [other]);
    // The same content as at first is the same dataset.
    expect((await load()).fingerprint).toBe(imported.fingerprint);
  });

  it('leaves out hidden items and decisions on them', async () => {
    await addImported();
    await database.client.query(`update app.items set status = 'hidden' where external_id = 'a'`);
    // 3 decisions: 1 trains, 1 validates (2.1).
    const set = await load({ validationShare: 0.3 });
    expect(set.items.map(({ id, externalId }) => [id, externalId])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
    // b at 999.5 by bob, c at 1000 by bob, b at 1002 by ann.
    expect(decisions(set)).toEqual([
      [999.5, 1, 0, 1],
      [1000, 1, 1, 1],
      [1002, 0, 0, 0],
    ]);
  });

  it('leaves out tags of groups that are not for training', async () => {
    await addImported();
    await database.client.query(`
      insert into app.tag_groups (name, use_for_training) values ('kept', true), ('not for training', false);
      update app.tags set group_id = (select id from app.tag_groups where name = 'kept') where name = 'tag-mint';
      update app.tags set group_id = (select id from app.tag_groups where not use_for_training)
      where name = 'tag-plum'`);
    const set = await load();
    expect(set.items.map(({ tags }) => tags)).toEqual([['tag-mint'], [], []]);
    expect([...set.tagGroups!]).toEqual([['tag-mint', 'kept']]);
    // Another group is another dataset.
    await database.client.query(`update app.tag_groups set name = 'renamed' where name = 'kept'`);
    expect([...(await load()).tagGroups!]).toEqual([['tag-mint', 'renamed']]);
  });

  it('is read without its table of tag groups as well, as it was made before there was one', async () => {
    await addImported();
    const { folder } = await build();
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8'));
    manifest.tables = manifest.tables.filter(({ name }: { name: string }) => name !== 'tag_groups');
    const old = newTempFolder();
    await cp(folder, old, { recursive: true });
    await writeFile(join(old, 'manifest.json'), JSON.stringify(manifest));
    await rm(join(old, 'tag_groups.parquet'));
    const set = await readTrainingDataset(duck, old);
    expect([set.items.length, set.tagGroups!.size]).toEqual([3, 0]);
  });

  it('is found again while nothing changes, whatever the order of the rows', async () => {
    await addImported();
    await database.client.query(`update app.items set title = 'Beta 1' where external_id = 'b'`);
    const first = await build();
    expect(first.reused).toBe(false);
    await database.client.query(
      `update app.imported_decisions set decision = decision where person_key = 'ann'`,
    );
    const second = await build();
    expect([second.reused, second.folder]).toEqual([true, first.folder]);
    await database.client.query(`update app.items set title = 'Beta 2' where external_id = 'b'`);
    const renamed = await build();
    expect(renamed.manifest.version).not.toBe(first.manifest.version);
    const resplit = await build({ trainShare: 0.6 });
    expect(resplit.manifest.version).not.toBe(renamed.manifest.version);
  });

  it('keeps no key of a person in any file', async () => {
    await addImported();
    await addPerson(person, { consent: true });
    const { folder, manifest } = await build();
    const files = manifest.tables.flatMap((table) => table.files.map(({ path }) => path));
    expect(files).toHaveLength(6);
    for (const file of [...files, 'manifest.json']) {
      const bytes = await readFile(join(folder, file), 'latin1');
      for (const key of [person, 'tiny:ann', 'tiny:bob']) expect(bytes, file).not.toContain(key);
    }
    const secret = (await readFile(join(root, 'pseudonym.key'), 'utf8')).trim();
    expect(await readFile(join(folder, 'manifest.json'), 'utf8')).not.toContain(secret);
  });

  it('reads 60,000 decisions in several fetches, and says how far it is', async () => {
    await database.client.query(`
      insert into app.items (source, external_id, title) select 's', n::text, '' from generate_series(1, 300) as n;
      insert into app.imported_decisions
      select 's', p::text, i, case when (p + i) % 3 = 0 then 'nope' else 'like' end::app.decision_kind,
        to_timestamp(1e9 + (p * 7919 + i * 104729) % 100000)
      from generate_series(1, 200) as p cross join generate_series(1, 300) as i`);
    const seen: [number, number][] = [];
    const { folder } = await build({ onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [20_000, 60_000],
      [40_000, 60_000],
      [60_000, 60_000],
    ]);
    const set = await readTrainingDataset(duck, folder);
    expect(set.split).toEqual({ trainEnd: 24_000, validationEnd: 36_000 });
    expect(set.decidedAt.length).toBe(60_000);
    expect(set.decidedAt).toEqual(set.decidedAt.toSorted());
    // (p + i) % 3 is 0 for a third: for each p of 100 of the 300 items.
    expect(set.isLike.reduce((sum, like) => sum + like, 0)).toBe(40_000);
  }, 60_000);

  it('stops between fetches, leaves the client outside of a transaction, and can be run again', async () => {
    await addImported();
    const stop = new AbortController();
    const stopped = build({ signal: stop.signal, onProgress: () => stop.abort(new Error('stop')) });
    await expect(stopped).rejects.toThrow('stop');
    expect((await load()).decidedAt.length).toBe(5);
  });

  it('leaves the client usable after a failure', async () => {
    await database.client.query('alter table app.item_tags rename to item_tags_away');
    await expect(build()).rejects.toThrow(/item_tags/);
    await database.client.query('alter table app.item_tags_away rename to item_tags');
    await addImported();
    expect((await load()).items).toHaveLength(3);
  });
});
