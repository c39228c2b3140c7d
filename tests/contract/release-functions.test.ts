import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildTestArtifact } from './support/build-test-artifact.ts';
import { callFunction } from './support/call-function.ts';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

const slots = ['candidate', 'shadow', 'canary', 'active', 'previous', 'retired'] as const;
type Slot = (typeof slots)[number];

describe.each(postgresVersions)('releases on Postgres %i', (postgresVersion) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    await database.exec(`insert into app.items (source, external_id, title) values ('test', 'x1', 'Title')`);
    for (const version of ['a', 'b', 'c', 'short']) {
      const { manifest, manifestSha256 } = await buildTestArtifact({ version });
      await database.query(
        'insert into app.models (version, manifest, manifest_sha256) values ($1, $2, $3)',
        [version, JSON.stringify({ ...manifest, itemCount: version === 'short' ? 2 : 1 }), manifestSha256],
      );
      await database.exec(
        `create table app.item_vectors_${version} partition of app.item_vectors for values in ('${version}');
         insert into app.item_vectors
         select '${version}', 1, v, v from (select array_fill(0.036::real, array[768])::extensions.halfvec(768)) as o (v)`,
      );
    }
  }, 120_000);
  afterAll(() => database.close());
  beforeEach(() => database.exec('delete from app.deployments; delete from app.releases'));

  async function move(version: string, to: Slot, share: number | null = null) {
    const { rows } = await database.query<{ from: Slot | null }>(
      `select app.move_model($1, $2, 'ann', 'because', $3) as "from"`,
      [version, to, share],
    );
    return rows[0]!.from;
  }
  const shareOf = (slot: Slot) => (slot === 'shadow' || slot === 'canary' ? 0.5 : null);
  async function deployed() {
    const { rows } = await database.query<{ version: string; slot: Slot }>(
      'select model_version as version, slot::text as slot from app.deployments',
    );
    return Object.fromEntries(rows.map(({ version, slot }) => [version, slot]));
  }
  async function moves() {
    const { rows } = await database.query<{ version: string; from: Slot | null; to: Slot }>(
      'select model_version as version, from_slot::text as "from", to_slot::text as "to" from app.releases order by id',
    );
    return rows.map(({ version, from, to }) => `${version}: ${from ?? 'published'} > ${to}`);
  }
  const put = (version: string, slot: Slot) =>
    database.query('insert into app.deployments (model_version, slot, share) values ($1, $2, $3)', [
      ...[version, slot, shareOf(slot)],
    ]);

  test('a version goes from candidate to active by shadow and canary, and each move is logged', async () => {
    await put('a', 'active');
    expect(await move('b', 'candidate')).toBeNull();
    expect(await move('b', 'shadow', 0.2)).toBe('candidate');
    expect(await move('b', 'canary', 0.1)).toBe('shadow');
    expect(await move('b', 'active')).toBe('canary');
    expect(await deployed()).toEqual({ a: 'previous', b: 'active' });
    expect(await move('c', 'active')).toBeNull();
    expect(await deployed()).toEqual({ a: 'retired', b: 'previous', c: 'active' });
    expect(await moves()).toEqual([
      'b: published > candidate',
      'b: candidate > shadow',
      'b: shadow > canary',
      'a: active > previous',
      'b: canary > active',
      'a: previous > retired',
      'b: active > previous',
      'c: published > active',
    ]);
    const { rows } = await database.query(
      `select moved_by, reason, automatic, share from app.releases where to_slot = 'canary'`,
    );
    expect(rows).toEqual([
      { moved_by: 'ann', reason: 'because', automatic: false, share: expect.closeTo(0.1) },
    ]);
  });

  // From where a version may go where; anything else is refused.
  const allowed: Record<Slot, (Slot | null)[]> = {
    candidate: [null, 'shadow', 'canary', 'retired'],
    shadow: ['candidate'],
    canary: ['candidate', 'shadow'],
    active: [null, 'candidate', 'shadow', 'canary', 'previous', 'retired'],
    previous: [],
    retired: [null, 'candidate', 'shadow', 'canary', 'active', 'previous'],
  };
  test.each(
    slots.flatMap((to) => [null, ...slots].filter((from) => from !== to).map((from) => ({ from, to }))),
  )('from $from to $to', async ({ from, to }) => {
    for (const [version, slot] of [
      ['a', 'active'],
      ['c', 'previous'],
    ] as const) {
      if (slot !== from) await put(version, slot);
    }
    if (from !== null) await put('b', from);
    const before = await deployed();
    if (allowed[to].includes(from)) {
      expect(await move('b', to, shareOf(to))).toBe(from);
      expect((await deployed()).b).toBe(to);
    } else {
      await expect(move('b', to, shareOf(to))).rejects.toMatchObject({ code: 'P0003' });
      expect(await deployed()).toEqual(before);
      expect(await moves()).toEqual([]);
    }
  });

  test('the active version rolled back makes room for the previous one', async () => {
    await put('a', 'active');
    await move('b', 'active');
    expect(await move('b', 'retired')).toBe('active');
    expect(await deployed()).toEqual({ a: 'active', b: 'retired' });
    expect((await moves()).slice(-2)).toEqual(['b: active > retired', 'a: previous > active']);
    // Nothing is left to go back to.
    await expect(move('a', 'retired')).rejects.toMatchObject({ code: 'P0003' });
    expect(await deployed()).toEqual({ a: 'active', b: 'retired' });
  });

  test.each(['shadow', 'canary'] as const)(
    'there is one %s, beside an active version, and with a share',
    async (slot) => {
      await put('b', 'candidate');
      await expect(move('b', slot, 0.1)).rejects.toMatchObject({ code: 'P0003' });
      await put('a', 'active');
      await expect(move('b', slot)).rejects.toMatchObject({ code: 'P0003' });
      await move('b', slot, 0.1);
      await put('c', 'candidate');
      await expect(move('c', slot, 0.1)).rejects.toMatchObject({ code: 'P0003' });
    },
  );

  test('a change of its share leaves since when a canary is one', async () => {
    await put('a', 'active');
    await put('b', 'candidate');
    const since = async () =>
      (
        await database.query<{ at: Date }>(
          `select deployed_at as at from app.deployments where slot = 'canary'`,
        )
      ).rows[0]!.at;
    await move('b', 'canary', 0.1);
    const began = await since();
    await move('b', 'canary', 0.5);
    expect(await since()).toEqual(began);
    expect((await moves()).slice(-1)).toEqual(['b: canary > canary']);
  });

  test('a version of which vectors are missing serves nobody, and one that was never published goes nowhere', async () => {
    await put('a', 'active');
    await expect(move('short', 'candidate')).rejects.toMatchObject({ code: 'P0001' });
    await expect(move('short', 'active')).rejects.toMatchObject({ code: 'P0001' });
    await expect(move('nothing', 'candidate')).rejects.toMatchObject({ code: 'P0002' });
    expect(await deployed()).toEqual({ a: 'active' });
  });

  test('people are drawn by the first 32 bits of a hash', async () => {
    const { rows } = await database.query<{ place: number }>(
      `select app.person_place('00000000-0000-0000-0000-000000000001', 'b') as place`,
    );
    const digest = new Uint8Array(
      await crypto.subtle.digest(
        'SHA-256',
        new TextEncoder().encode('b:00000000-0000-0000-0000-000000000001'),
      ),
    );
    const bits = digest[0]! * 2 ** 24 + digest[1]! * 2 ** 16 + digest[2]! * 2 ** 8 + digest[3]!;
    expect(rows[0]!.place).toBe(bits / 2 ** 32);
  });

  test('a canary has its share of people, the same ones while the share grows, and nobody once it is taken back', async () => {
    await put('a', 'active');
    await put('b', 'candidate');
    const assigned = async () => {
      const { rows } = await database.query<{ person: string; version: string }>(
        `select n as person, app.assigned_model(md5(n::text)::uuid) as version from generate_series(1, 2000) as n`,
      );
      return rows.filter(({ version }) => version === 'b').map(({ person }) => person);
    };
    expect(await assigned()).toEqual([]);
    await move('b', 'canary', 0.1);
    const few = await assigned();
    // 2,000 draws of probability .1: a standard deviation of 13.4, and five of them.
    expect(Math.abs(few.length - 200)).toBeLessThan(67);
    await move('b', 'canary', 0.5);
    const many = await assigned();
    expect(Math.abs(many.length - 1000)).toBeLessThan(112);
    expect(few.filter((person) => !many.includes(person))).toEqual([]);
    await move('b', 'retired');
    expect(await assigned()).toEqual([]);
  });

  test('open_page names the version that a person is assigned to, and a shadow for its share of requests', async () => {
    const person = await createPerson(database, { adult: true });
    const begin = async () => (await callFunction(database, 'open_page', { p_person: person }))[0];
    expect(await begin()).toMatchObject({ model_version: null, shadow_version: null });
    await put('a', 'active');
    await put('b', 'candidate');
    await put('c', 'candidate');
    expect(await begin()).toMatchObject({ model_version: 'a', shadow_version: null });
    await move('b', 'canary', 1);
    await move('c', 'shadow', 1);
    expect(await begin()).toMatchObject({
      model_version: 'b',
      shadow_version: 'c',
      shadow_manifest_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await move('c', 'shadow', 0.5);
    const drawn = [];
    // A hundred requests at once are allowed.
    await database.exec('truncate app.request_rates');
    for (let page = 0; page < 90; page++)
      drawn.push(((await begin()) as { shadow_version: string | null }).shadow_version);
    // 90 draws of probability .5: a standard deviation of 4.7, and five of them.
    expect(Math.abs(drawn.filter((version) => version === 'c').length - 45)).toBeLessThan(24);
  });

  test('a shadow has the pools of its own vectors, and none once it is no shadow any more', async () => {
    const person = await createPerson(database, { adult: true });
    await put('a', 'active');
    await put('b', 'shadow');
    await database.exec(
      `insert into app.decisions (person_id, item_id, decision, decided_at) values ('${person}', 1, 'like', now());
       update app.item_vectors set history_input = array_fill(0.25::real, array[768])::extensions.halfvec(768)
       where model_version = 'b'`,
    );
    const begin = () => callFunction(database, 'open_shadow_page', { p_person: person, p_version: 'b' });
    const [taste] = (await begin()) as { like_pool: string; nope_pool: null }[];
    // One like: its own history input, at weight 1.
    expect(JSON.parse(taste!.like_pool).slice(0, 2)).toEqual([0.25, 0.25]);
    expect(taste!.nope_pool).toBeNull();
    await move('b', 'candidate');
    expect(await begin()).toEqual([]);
  });

  test('pages of a shadow add up by minute', async () => {
    await database.exec('delete from app.shadow_pages');
    const page = { p_version: 'b', p_shown: 20, p_shared: 15, p_failed: false, p_duration_ms: 100 };
    await callFunction(database, 'record_shadow_page', page);
    await callFunction(database, 'record_shadow_page', {
      ...page,
      p_shared: 0,
      p_failed: true,
      p_duration_ms: 50,
    });
    const { rows } = await database.query(
      `select sum(pages)::int as pages, sum(shown_items)::int as shown, sum(shared_items)::int as shared,
         sum(failures)::int as failures, sum(duration_ms_sum) as ms from app.shadow_pages`,
    );
    expect(rows).toEqual([{ pages: 2, shown: 40, shared: 15, failures: 1, ms: 150 }]);
    await expect(
      callFunction(database, 'record_shadow_page', { ...page, p_shared: 21 }),
    ).rejects.toMatchObject({
      code: 'PT400',
    });
  });
});
