import { describe, expect, it } from 'vitest';
import { buildTrainingSet } from '../../../batch/io/build-training-set.ts';
import { DecisionColumns } from '../../../batch/io/decision-columns.ts';

const item = (id: number) => ({
  id,
  externalId: `x${id}`,
  title: `Title ${id}`,
  maker: null,
  series: null,
  performers: [],
  tags: ['t'],
  releasedAt: null,
  durationMinutes: null,
  priceYen: null,
});
const items = [item(10), item(20), item(30)];

type Row = [person: string, item: number, isLike: boolean, decidedAt: number];
const columnsOf = (rows: Row[]) => {
  const columns = new DecisionColumns();
  for (const [person, index, isLike, decidedAt] of rows) columns.push(person, index, { isLike, decidedAt });
  return columns;
};

const rows: Row[] = [
  ['s:zoe', 0, true, 50],
  ['s:ann', 2, false, 50],
  ['s:ann', 1, true, 50],
  // Code units put capitals first, whatever the locale.
  ['s:Bob', 2, true, 50],
  ['s:zoe', 1, false, 7.5],
];

describe('buildTrainingSet()', () => {
  it('sorts by time, then person key, then item', () => {
    const set = buildTrainingSet(items, columnsOf(rows));
    expect(set.personKeys).toEqual(['s:Bob', 's:ann', 's:zoe']);
    // 7.5: zoe on 1. At 50: Bob on 2, ann on 1, ann on 2, zoe on 0.
    expect([...set.decidedAt]).toEqual([7.5, 50, 50, 50, 50]);
    expect([...set.personIndex]).toEqual([2, 0, 1, 1, 2]);
    expect([...set.itemIndex]).toEqual([1, 2, 1, 2, 0]);
    expect([...set.isLike]).toEqual([0, 1, 1, 0, 1]);
  });

  it('gives one fingerprint whatever the order of the rows and of the keys of an item', () => {
    const turned = items.map((one) => Object.fromEntries(Object.entries(one).reverse()) as typeof one);
    const a = buildTrainingSet(items, columnsOf(rows));
    const b = buildTrainingSet(turned, columnsOf([...rows].reverse()));
    expect(a.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(b.fingerprint).toBe(a.fingerprint);
  });

  it('gives another fingerprint for any change', () => {
    const changed: Row[][] = [
      [['s:zoe', 0, false, 50], ...rows.slice(1)],
      [['s:zoe', 0, true, 50.5], ...rows.slice(1)],
      [['s:zoe', 2, true, 50], ...rows.slice(1)],
      [['s:zo', 0, true, 50], ...rows.slice(1)],
      rows.slice(1),
    ];
    const prints = changed.map((other) => buildTrainingSet(items, columnsOf(other)).fingerprint);
    const renamed = [{ ...items[0]!, tags: ['u'] }, ...items.slice(1)];
    prints.push(buildTrainingSet(renamed, columnsOf(rows)).fingerprint);
    prints.push(buildTrainingSet(items, columnsOf(rows)).fingerprint);
    expect(new Set(prints).size).toBe(7);
  });

  it('grows past the first thousand rows', () => {
    const many = Array.from({ length: 5000 }, (_, n): Row => [`s:${n}`, n % 3, n % 2 === 0, 5000 - n]);
    const set = buildTrainingSet(items, columnsOf(many));
    expect(set.decidedAt.length).toBe(5000);
    // The last row has the smallest time, 1, and comes first: n = 4999, item 4999 % 3 = 1, a nope.
    expect([set.decidedAt[0], set.itemIndex[0], set.isLike[0]]).toEqual([1, 1, 0]);
    expect(set.personKeys[set.personIndex[0]!]).toBe('s:4999');
  });
});
