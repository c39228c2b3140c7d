import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actressSearchSchema,
  floorListSchema,
  itemListSchema,
  makerSearchSchema,
  refusalSchema,
} from '../../../batch/ingest/dmm/client/response-schemas.ts';
import { itemPage } from '../../../batch/ingest/dmm/fetch/item-page.ts';
import { termFrom } from '../../../batch/ingest/dmm/fetch/term-kinds.ts';
import { rowFromItem } from '../../../batch/ingest/dmm/row-from-item.ts';
import { normaliseCatalogueRow } from '../../../batch/process/catalogue/normalise-row.ts';
import { answerRequest } from '../../support/dmm-fixture-server/answer-request.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';

const account = { apiId: 'FixtureApiId1234', affiliateId: 'fixture-990' };
const catalogue = createFixtureCatalogue({ seed: 5, items: { videoa: 4 } });
const credentials = 'api_id=FixtureApiId1234&affiliate_id=fixture-990';
const bodies = [
  'ItemList?site=FANZA&service=digital&floor=videoa&hits=4',
  'FloorList?site=FANZA',
  'MakerSearch?floor_id=43&hits=4',
  'ActressSearch?hits=12',
].map((path) => {
  const join = `${path}&${credentials}`;
  return JSON.stringify(answerRequest(new URL(join, 'http://localhost'), catalogue, account).body);
});

/** What a source might put in place of anything. */
const junk = fc.oneof(
  fc.constantFrom(
    null,
    '',
    [],
    {},
    0,
    -1,
    true,
    '200',
    'NaN',
    [[]],
    [null],
    { name: null },
    '\u0000',
    '\ud800',
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'grapheme' }),
);

/** Replaces, removes or adds at a few random places of a body. */
function mutate(body: string, changes: readonly { at: number; how: number; with: unknown }[]): unknown {
  const root = { body: JSON.parse(body) as unknown };
  for (const change of changes) {
    const places: [Record<string, unknown>, string][] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key]);
        walk((node as Record<string, unknown>)[key]);
      }
    };
    walk(root);
    const place = places[change.at % Math.max(1, places.length)];
    if (!place) break;
    const [parent, key] = place;
    if (change.how === 0) delete parent[key];
    else if (change.how === 1 && Array.isArray(parent)) parent.push(change.with);
    else parent[key] = change.with;
  }
  return root.body;
}

const changes = fc.array(fc.record({ at: fc.nat(100_000), how: fc.nat(2), with: junk }), {
  minLength: 1,
  maxLength: 6,
});

describe('the parsers of answers', () => {
  it('read or refuse whatever comes, and lose no item of a page that they read', () => {
    let pages = 0;
    let unreadable = 0;
    fc.assert(
      fc.property(changes, (made) => {
        const body = mutate(bodies[0]!, made);
        refusalSchema.safeParse(body);
        const parsed = itemListSchema.safeParse(body);
        if (!parsed.success) return;
        pages += 1;
        const { items } = parsed.data.result;
        expect(itemPage(parsed.data.result).ids).toHaveLength(items.length);
        // One expectation a page: thousands of them would take longer than all the parsing.
        const wrong = items.filter((item) => {
          const read = rowFromItem(item, { floor: 'videoa', affiliateId: 'fixture-990' });
          if ('problem' in read) {
            unreadable += 1;
            return read.problem.reason !== 'item_unreadable' || read.problem.field === '';
          }
          // What the next stage makes of it: a record with an id, or a reason why there is none.
          const { record, problems } = normaliseCatalogueRow(read.row, { timeZone: 'Asia/Tokyo' });
          return (record.externalId === null) !== problems.some(({ fatal }) => fatal);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 2500, seed: 1 },
    );
    // The mutations are neither harmless nor all fatal.
    expect(pages).toBeGreaterThan(1000);
    expect(unreadable).toBeGreaterThan(100);
  }, 120_000);

  it('read or refuse whatever comes in place of floors and terms', () => {
    fc.assert(
      fc.property(fc.nat(2), changes, (which, made) => {
        const body = mutate(bodies[1 + which]!, made);
        floorListSchema.safeParse(body);
        const makers = makerSearchSchema.safeParse(body);
        const performers = actressSearchSchema.safeParse(body);
        for (const parsed of [makers, performers]) {
          if (!parsed.success) continue;
          expect(parsed.data.result.total_count).toBeGreaterThanOrEqual(0);
          for (const entry of parsed.data.result.terms) {
            const term = termFrom(entry, 'maker');
            if (term) expect(term.name.trim()).not.toBe('');
          }
        }
      }),
      { numRuns: 2500, seed: 2 },
    );
  }, 120_000);

  it('take any JSON value for what it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read = rowFromItem(value, { floor: 'videoa', affiliateId: 'fixture-990' });
        expect('row' in read || read.problem.reason === 'item_unreadable').toBe(true);
        expect(itemListSchema.safeParse(value).success).toBe(false);
      }),
      { numRuns: 2500, seed: 3 },
    );
  }, 120_000);
});
