import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, postgresVersions } from './support/create-memory-database.ts';
import { openDatabase } from './support/open-database.ts';

describe.each(postgresVersions)('on Postgres %i', (postgresVersion) => {
  let database: Database;
  let items = 0;
  beforeAll(async () => {
    database = await openDatabase(postgresVersion);
    await database.exec(`insert into app.sources (name) values ('test')`);
  }, 120_000);
  afterAll(() => database?.close());

  interface State {
    id: number;
    status: string;
    reasons: string;
  }
  const returned = 'returning id, status, array_to_string(hidden_reasons, $$ $$) as reasons';

  /** A new item with these columns set. */
  async function addItem(columns: Record<string, string> = {}): Promise<State> {
    const names = ['source', 'external_id', 'title', ...Object.keys(columns)];
    const values = [`'test'`, `'x${++items}'`, `''`, ...Object.values(columns)];
    const { rows } = await database.query<State>(
      `insert into app.items (${names.join(', ')}) values (${values.join(', ')}) ${returned}`,
    );
    return rows[0]!;
  }

  async function update(id: number, set: string): Promise<[status: string, reasons: string]> {
    const { rows } = await database.query<State>(`update app.items set ${set} where id = ${id} ${returned}`);
    return [rows[0]!.status, rows[0]!.reasons];
  }

  describe('the status of an item', () => {
    test.each<[string, Record<string, string>, [status: string, reasons: string]]>([
      ['active', {}, ['active', '']],
      ['hidden by whoever inserts it so', { status: `'hidden'` }, ['hidden', 'operator']],
      ['hidden for the reason given', { hidden_reasons: `'{stale}'` }, ['hidden', 'stale']],
      // The reasons decide, not a status that contradicts them.
      [
        'hidden for the reason given',
        { status: `'active'`, hidden_reasons: `'{policy}'` },
        ['hidden', 'policy'],
      ],
    ])('is %s at first', async (_, columns, expected) => {
      const { status, reasons } = await addItem(columns);
      expect([status, reasons]).toEqual(expected);
    });

    test('set alone is the word of the operator, both ways', async () => {
      const { id } = await addItem();
      expect(await update(id, `status = 'hidden'`)).toEqual(['hidden', 'operator']);
      // Once more, as a second click: still one reason.
      expect(await update(id, `status = 'hidden'`)).toEqual(['hidden', 'operator']);
      expect(await update(id, `status = 'active'`)).toEqual(['active', '']);
    });

    test('stays hidden until the last reason is gone', async () => {
      const { id } = await addItem();
      const add = (reason: string) =>
        update(id, `hidden_reasons = array_append(hidden_reasons, '${reason}')`);
      const remove = (reason: string) =>
        update(id, `hidden_reasons = array_remove(hidden_reasons, '${reason}')`);
      expect(await add('policy')).toEqual(['hidden', 'policy']);
      // Kept in the order of the type, each once.
      expect(await add('stale')).toEqual(['hidden', 'stale policy']);
      expect(await add('stale')).toEqual(['hidden', 'stale policy']);
      expect(await remove('policy')).toEqual(['hidden', 'stale']);
      expect(await remove('stale')).toEqual(['active', '']);
    });

    test('cannot be made active against the policy: the operator takes back their own word only', async () => {
      const { id } = await addItem({ hidden_reasons: `'{operator, policy}'` });
      expect(await update(id, `status = 'active'`)).toEqual(['hidden', 'policy']);
      expect(await update(id, `status = 'active'`)).toEqual(['hidden', 'policy']);
    });

    test('is left alone by an update of something else', async () => {
      const { id } = await addItem({ hidden_reasons: `'{stale}'` });
      expect(await update(id, `title = 'New'`)).toEqual(['hidden', 'stale']);
    });
  });

  describe('flags that the database derives', () => {
    const flags = 'is_discounted, has_sample_video, has_sample_images';
    async function flagsOf(id: number) {
      const { rows } = await database.query<Record<string, boolean>>(
        `select ${flags} from app.items where id = ${id}`,
      );
      return Object.values(rows[0]!);
    }

    test.each([
      [null, null, false],
      [500, null, false],
      [null, 500, false],
      [500, 500, false],
      [499, 500, true],
      [501, 500, false],
    ])('a price of %s at a list price of %s is discounted: %s', async (price, list, expected) => {
      const { id } = await addItem({ price_yen: String(price), list_price_yen: String(list) });
      expect(await flagsOf(id)).toEqual([expected, false, false]);
    });

    test('follow every update', async () => {
      const { id } = await addItem();
      expect(await flagsOf(id)).toEqual([false, false, false]);
      await update(
        id,
        `sample_video_url = 'https://x.example/v', sample_image_urls = '{https://x.example/1}'`,
      );
      expect(await flagsOf(id)).toEqual([false, true, true]);
      await update(
        id,
        `sample_video_url = null, sample_image_urls = '{}', price_yen = 1, list_price_yen = 2`,
      );
      expect(await flagsOf(id)).toEqual([true, false, false]);
    });

    test('cannot be set by hand', async () => {
      const { id } = await addItem();
      await expect(update(id, 'is_discounted = true')).rejects.toMatchObject({ code: '428C9' });
    });
  });

  describe('make_ranking_current', () => {
    /** A staged ranking with entries at these positions; returns its id. */
    async function stage(floor: string, positions: number[]): Promise<number> {
      const { rows } = await database.query<{ id: number }>(
        `insert into app.rankings (source, floor) values ('test', $1) returning id`,
        [floor],
      );
      for (const position of positions) {
        await database.query(`insert into app.ranking_entries values ($1, $2::integer, 'x' || $2::text)`, [
          rows[0]!.id,
          position,
        ]);
      }
      return rows[0]!.id;
    }
    const makeCurrent = (id: number) => database.query('select app.make_ranking_current($1)', [id]);
    async function states(floor: string) {
      const { rows } = await database.query<{ id: number; state: string }>(
        'select id, state from app.rankings where floor = $1 order by id',
        [floor],
      );
      return rows.map(({ id, state }) => [id, state]);
    }

    test('swaps: the current one becomes the previous, the previous one goes', async () => {
      const [first, second, third] = [
        await stage('a', [1, 2]),
        await stage('a', [1]),
        await stage('a', [2, 1]),
      ];
      const other = await stage('b', [1]);
      await makeCurrent(other);
      await makeCurrent(first);
      await makeCurrent(second);
      expect(await states('a')).toEqual([
        [first, 'previous'],
        [second, 'current'],
        [third, 'staged'],
      ]);
      await makeCurrent(third);
      expect(await states('a')).toEqual([
        [second, 'previous'],
        [third, 'current'],
      ]);
      // Another floor is another ranking.
      expect(await states('b')).toEqual([[other, 'current']]);
    });

    test.each([
      ['nothing in it', []],
      ['a gap', [1, 3]],
      ['no first place', [2, 3]],
    ])('refuses a ranking with %s and leaves the current one', async (name, positions) => {
      const current = await stage(name, [1, 2]);
      await makeCurrent(current);
      const broken = await stage(name, positions);
      await expect(makeCurrent(broken)).rejects.toMatchObject({
        code: 'P0001',
        message: expect.stringMatching(/^SOURCE_INCOMPLETE: /),
      });
      expect(await states(name)).toEqual([
        [current, 'current'],
        [broken, 'staged'],
      ]);
    });

    test('refuses one that is not staged', async () => {
      const id = await stage('c', [1]);
      await makeCurrent(id);
      for (const no of [id, 4711]) await expect(makeCurrent(no)).rejects.toMatchObject({ code: 'P0002' });
    });
  });
});
