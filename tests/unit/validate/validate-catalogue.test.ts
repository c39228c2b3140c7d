import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFiles } from '../../../batch/io/datasets/dataset-files.ts';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { catalogueSpec } from '../../../batch/validate/rows/table-spec.ts';
import { defaultCatalogueRules } from '../../../batch/validate/rules/default-catalogue-rules.ts';
import { validateCatalogue } from '../../../batch/validate/validate-catalogue.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { item, type TableRow, writeCatalogue } from './support/create-tables.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder(), memoryMegabytes: 300 });
});
afterAll(() => duck.close());

async function validate(
  rows: readonly TableRow[],
  options: Partial<Parameters<typeof validateCatalogue>[1]> = {},
) {
  const file = await writeCatalogue(duck, newTempFolder(), rows);
  const made = await validateCatalogue(
    { dataRoot: newTempFolder(), duck },
    {
      name: 'shop',
      processed: [file],
      rejects: [],
      parents: [],
      rules: defaultCatalogueRules,
      asOf: new Date('2024-06-01T00:00:00Z'),
      blocked: {},
      ...options,
    },
  );
  const { folder, manifest } = made.dataset;
  const files = datasetFiles(folder, manifest, 'catalogue').map(sqlText).join(', ');
  return {
    ...made,
    rows: await duck.rows(`select * from read_parquet([${files}]) order by source, external_id`),
  };
}

describe('validateCatalogue()', () => {
  it('unites floors and takes the later value that is not empty, field by field', async () => {
    const { rows, counts, report } = await validate([
      item(1, { external_id: 'a', floors: ['dvd'], title: 'Old', maker: 'M', tags: ['x'], price_yen: 300 }),
      // Later in the file, though written first into the table; neither null nor an empty text or list wins.
      item(3, { external_id: 'a', floors: ['rental'], title: 'New', maker: '', tags: [], price_yen: null }),
      item(2, { external_id: 'a', floors: ['dvd', 'mono'], title: 'Middle', series: 'S', price_yen: 200 }),
      item(4, { external_id: 'a', source: 'other', title: 'Other' }),
      item(5, { external_id: 'b', floors: null }),
      item(6, { external_id: 'b', floors: null }),
    ]);
    expect(rows).toHaveLength(3);
    expect(rows.map((row) => [row.source, row.external_id, row.title])).toEqual([
      ['other', 'a', 'Other'],
      ['shop', 'a', 'New'],
      ['shop', 'b', 'Harbour'],
    ]);
    expect(rows[1]).toMatchObject({
      row_number: '3',
      floors: ['dvd', 'mono', 'rental'],
      maker: 'M',
      series: 'S',
      tags: ['x'],
      performers: [],
      price_yen: 200,
      label: null,
    });
    expect(rows[2]).toMatchObject({ floors: [] });
    expect(Object.keys(rows[0]!)).toEqual(catalogueSpec.columns);
    expect(counts).toMatchObject({ read: 6, accepted: 6, quarantined: 0, kept: 3, merged: 3, superseded: 0 });
    expect(report.scores.uniqueness.score).toBe(0.5);
  });

  it('counts blocked rows as read and quarantined, not toward the limit', async () => {
    // Of 2 rows 1 is refused: 50 %. With the blocked ones it would be 1 + 3 of 5.
    const rules = { ...defaultCatalogueRules, maxRejectShare: 0.5 };
    const { counts, report, dataset } = await validate([item(1), item(2, { title: null })], {
      rules,
      blocked: { 'no-such-word': 2, 'no-such-tag': 1 },
    });
    expect(counts).toMatchObject({ read: 5, accepted: 1, quarantined: 4, blocked: 3, kept: 1 });
    expect(report.rejectShare).toBe(0.5);
    expect(report.scores.validity.score).toBe(0.5);
    expect(report.blocked).toEqual([
      { rule: 'no-such-word', rows: 2 },
      { rule: 'no-such-tag', rows: 1 },
    ]);
    expect(report.reasons).toEqual([{ reason: 'title_missing', rows: 1 }]);
    expect(dataset.manifest.accounting).toEqual({ read: 5, accepted: 1, quarantined: 4 });
    expect(dataset.manifest.tables.find(({ name }) => name === 'quarantine')!.rows).toBe(1);
  });

  it('counts dropped values and implausible ones against accuracy, broken relations against consistency', async () => {
    const { report } = await validate([
      item(1, { price_yen: 500, list_price_yen: 400 }), // dearer than its list price
      item(2, { price_yen: 200_000, list_price_yen: 300_000 }), // implausible
      item(3, { duration_minutes: 60, warnings: ['review_average_invalid'] }),
      item(4, {}),
    ]);
    // Judged: 2 prices, 1 duration, and 1 value that processing dropped; 2 of the 4 are good.
    expect(report.scores.accuracy.score).toBe(0.5);
    expect(report.scores.consistency.score).toBe(0.75);
    expect(report.scores.timeliness).toMatchObject({ score: null, passed: true });
    expect(report.droppedValues).toEqual([{ reason: 'review_average_invalid', rows: 1 }]);
    // Expected are id, title, release and tags: two of four fields are filled.
    expect(report.scores.completeness.score).toBe(0.5);
    expect(report.fields.find(({ field }) => field === 'price_yen')).toEqual({
      field: 'price_yen',
      expected: false,
      rows: 4,
      filled: 2,
      minimum: 500,
      maximum: 200_000,
    });
    // Bins from 500 to 999 and from 20000.
    expect(report.histogram.bins.filter(({ rows }) => rows > 0)).toEqual([
      { label: '500–999', rows: 1 },
      { label: '20000+', rows: 1 },
    ]);
  });

  it('accounts for every row of random tables', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = createRandom(seed);
      const rows = Array.from({ length: 200 }, (_, index) => {
        const bad = random() < 0.1;
        return item(index + 1, {
          external_id: random() < 0.05 ? null : `i${Math.floor(random() * 60)}`,
          title: random() < 0.1 ? null : 'Harbour',
          price_yen: random() < 0.2 ? -1 : 100,
          problem_field: bad ? 'released_at' : null,
          problem_reason: bad ? 'released_at_invalid' : null,
        });
      });
      const blocked = { word: Math.floor(random() * 20) };
      const rules = { ...defaultCatalogueRules, maxRejectShare: 1 };
      const { counts, report } = await validate(rows, { blocked, rules });
      expect(counts.read).toBe(200 + blocked.word);
      expect(counts.accepted + counts.quarantined).toBe(counts.read);
      expect(counts.kept + counts.merged).toBe(counts.accepted);
      const good = rows.filter(
        (row) => row.external_id && row.title && row.price_yen === 100 && row.problem_reason === null,
      );
      expect(counts.accepted).toBe(good.length);
      expect(counts.kept).toBe(new Set(good.map((row) => row.external_id)).size);
      const reasons = [...report.reasons, ...report.blocked].reduce((sum, one) => sum + one.rows, 0);
      expect(reasons).toBe(counts.quarantined);
    }
  });
});
