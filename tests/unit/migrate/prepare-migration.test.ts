import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { prepareMigration } from '../../../batch/jobs/migrate-earlier-app/prepare-migration.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { writeExport } from '../../integration/migrate/write-export.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder() });
});
afterAll(() => duck?.close());

/** A catalogue without items. */
const client = { query: async () => ({ rows: [] }) } as unknown as Client;

async function prepare(folder: string) {
  const env = { client, duck, dataRoot: newTempFolder(), signal: new AbortController().signal };
  return prepareMigration(env, { folder, source: null, policy: null });
}

const missing = fc.constantFrom(null, '', ' ');
const itemKey = fc.constantFrom('1', '2', '3', '4', 'a1', 'A1', 'b1', '9');
const or = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: missing });

const decision = fc.record({
  user_id: or(fc.constantFrom('ann', 'bob', 'cat')),
  video_id: or(itemKey),
  decision_type: or(fc.constantFrom('swipe_like', 'grid_nope', 'like', 'nope', 'SWIPE_NOPE', 'superlike')),
  created_at: or(
    fc.constantFrom('2025-01-01', '2025-01-01T00:00:00Z', '2025-01-02 09:00:00+09', '1735689600', 'never'),
  ),
});
const item = fc.record({
  id: or(fc.constantFrom('1', '2', '3', '4')),
  external_id: or(fc.constantFrom('a1', 'A1', 'b1', 'c1')),
  source: fc.constantFrom('dmm', null, 'two words'),
  title: fc.oneof(fc.string({ maxLength: 5 }), fc.constant(null)),
  price: fc.constantFrom('100', '200~', 'free', null),
});
const link = fc.record({ video_id: or(itemKey), tag_id: or(fc.constantFrom('t1', 't2', 't3')) });
const tag = fc.record({
  id: or(fc.constantFrom('t1', 't2')),
  name: or(fc.constantFrom('mint', 'ＭＩＮＴ', 'plum')),
});
const broken = fc.constantFrom('{"a":', 'text', '[1]', '{"id":1,"id":2}', '"x"', '{"\\u0000":1}');

/** Lines of one table; the first one is good and has every column. */
const lines = (row: fc.Arbitrary<object>, first: object) =>
  fc
    .array(
      fc.oneof(
        { weight: 15, arbitrary: row.map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: broken },
      ),
      { minLength: 20, maxLength: 100 },
    )
    .map((others) => [JSON.stringify(first), ...others]);

type Line = Record<string, string | null>;

const times: Record<string, number> = {
  '2025-01-01': 1735689600,
  '2025-01-01T00:00:00Z': 1735689600,
  '2025-01-02 09:00:00+09': 1735776000,
  '1735689600': 1735689600,
};

/** What the rows of decisions come to, in another way: by scanning them one by one. */
function carriedDecisions(
  texts: readonly string[],
  targets: (ref: string) => string | null,
): Map<string, string> {
  const latest = new Map<string, { at: number; kind: string }>();
  for (const text of texts) {
    const row = parse(text);
    const at = times[row?.created_at ?? ''];
    const kind = /(like|nope)$/.exec((row?.decision_type ?? '').toLowerCase())?.[0];
    const target = row?.video_id?.trim() ? targets(row.video_id) : null;
    if (!row?.user_id?.trim() || !target || !kind || row.decision_type === 'superlike' || at === undefined)
      continue;
    const key = `${row.user_id} ${target}`;
    const known = latest.get(key);
    if (!known || at > known.at || (at === known.at && kind === 'nope')) latest.set(key, { at, kind });
  }
  return new Map([...latest].map(([key, { kind }]) => [key, kind]));
}

function parse(text: string): Line | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Line) : null;
  } catch {
    return null;
  }
}

describe('prepareMigration()', () => {
  it('accounts for every row of any export', async () => {
    // 10 exports of four tables with some 60 records each: 2,400 records.
    await fc.assert(
      fc.asyncProperty(
        lines(item, { id: '1', external_id: 'a1', source: 'dmm', title: 'x', price: '1' }),
        lines(tag, { id: 't1', name: 'mint' }),
        lines(link, { video_id: '1', tag_id: 't1' }),
        lines(decision, { user_id: 'ann', video_id: '1', decision_type: 'like', created_at: '2025-01-01' }),
        async (items, tags, links, decisions) => {
          const files = {
            'videos.jsonl': items,
            'tags.jsonl': tags,
            'video_tags.jsonl': links,
            'decisions.jsonl': decisions,
          };
          const { tables } = await prepare(
            writeExport(
              Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, `${rows.join('\n')}\n`])),
            ),
          );
          for (const [table, rows] of [
            ['items', items],
            ['tags', tags],
            ['itemTags', links],
            ['decisions', decisions],
          ] as const) {
            const report = tables.find((one) => one.table === table)!;
            expect(report.read).toBe(rows.length);
            expect(report.carried + report.quarantined + report.duplicate).toBe(rows.length);
          }
          const carried = await duck.rows(`
          select person || ' ' || source || ':' || external_id as key, case when is_like then 'like' else 'nope' end as kind
          from fates_decisions where fate = 'carried'`);
          const targets = await duck.rows(
            'select r.ref, t.source, t.external_id from refs as r join item_targets as t using (item)',
          );
          const folded = await duck.rows(
            'select r.ref, t.source, t.external_id from folded_refs as r left join item_targets as t using (item)',
          );
          const find = (ref: string) => {
            const exact = targets.find((one) => one.ref === ref);
            const row = exact ?? folded.find((one) => one.ref === ref.toLowerCase());
            return row?.external_id == null ? null : `${row.source}:${row.external_id}`;
          };
          expect(new Map(carried.map(({ key, kind }) => [key, kind]))).toEqual(
            carriedDecisions(decisions, find),
          );
        },
      ),
      { numRuns: 10, seed: 6 },
    );
  }, 300_000);
});
