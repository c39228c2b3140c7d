import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFiles } from '../../../../batch/io/datasets/dataset-files.ts';
import { writeDataset } from '../../../../batch/io/datasets/write-dataset.ts';
import { type Duck, openDuckDb } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';
import {
  processCatalogue,
  type RawCatalogue,
} from '../../../../batch/process/catalogue/process-catalogue.ts';
import {
  type PlacedCatalogueRow,
  type ProcessCatalogueRowsOptions,
  type ProcessedCatalogue,
  processCatalogueRows,
} from '../../../../batch/process/catalogue/process-catalogue-rows.ts';
import { createRowFromColumns } from '../../../../batch/process/catalogue/row-from-columns.ts';
import type { ContentPolicy } from '../../../../shared/contracts/content-policy.ts';
import type { RawCatalogueRow } from '../../../../shared/contracts/raw-catalogue-row.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';
import { oddText } from '../support/odd-text.ts';
import { rawRow } from '../support/raw-row.ts';

const policy: ContentPolicy = {
  rules: [
    { id: 'words', subject: 'keyword', values: ['forbidden'] },
    { id: 'tags', subject: 'tag', values: ['listed'] },
  ],
};

let duck: Duck;

beforeAll(async () => {
  duck = await openDuckDb({ tempFolder: newTempFolder() });
});
afterAll(() => duck.close());

const environment = (dataRoot: string, signal = new AbortController().signal) => ({ dataRoot, duck, signal });

async function* placed(rows: readonly RawCatalogueRow[]): AsyncGenerator<PlacedCatalogueRow> {
  for (const [index, row] of rows.entries()) yield { row, file: 'page-1', rowNumber: index + 1 };
}

const options = (
  rows: readonly RawCatalogueRow[],
  more: Partial<ProcessCatalogueRowsOptions> = {},
): ProcessCatalogueRowsOptions => ({
  name: 'shop',
  source: 'shop',
  timeZone: 'Asia/Tokyo',
  policy,
  rows: placed(rows),
  total: rows.length,
  parents: [],
  ...more,
});

async function readRows({ folder, manifest }: ProcessedCatalogue) {
  const files = datasetFiles(folder, manifest, 'rows').map(sqlText).join(', ');
  return duck.rows(`select * from read_parquet([${files}]) order by file, row_number`);
}

describe('processCatalogueRows()', () => {
  it('keeps every row that the policy lets pass, and of the others only how many', async () => {
    const dataRoot = newTempFolder();
    const made = await processCatalogueRows(
      environment(dataRoot),
      options([
        rawRow({
          externalId: 'x1',
          floor: 'one',
          title: 'Ｔitle',
          price: '210~',
          duration: 'long',
          tags: ['b', 'a'],
        }),
        rawRow({ externalId: 'x2', title: 'A FORBIDDEN title' }),
        rawRow({ externalId: 'x3', tags: ['Listed'], title: 'forbidden' }),
        rawRow({ externalId: null, title: 'No id', releasedAt: '2024-05-01 10:00:00' }),
        // Refused for its id and blocked: it is blocked, so that nothing of it is quarantined.
        rawRow({ externalId: null, tags: ['listed'] }),
      ]),
    );
    // read 5 = accepted x1 + quarantined (3 blocked + 1 without id); words comes first in the policy for x3.
    expect(made.manifest.accounting).toEqual({ read: 5, accepted: 1, quarantined: 4 });
    expect(made.counts).toEqual({ read: 5, blocked: { words: 2, tags: 1 } });
    const rows = await readRows(made);
    expect(rows).toEqual([
      expect.objectContaining({
        source: 'shop',
        file: 'page-1',
        row_number: '1',
        external_id: 'x1',
        floors: ['one'],
        title: 'Title',
        tags: ['a', 'b'],
        performers: [],
        released_at: null,
        duration_minutes: null,
        price_yen: 210,
        problem_field: null,
        problem_reason: null,
        warnings: ['duration_invalid'],
      }),
      expect.objectContaining({
        row_number: '4',
        external_id: null,
        title: 'No id',
        // 10:00 in Japan.
        released_at: '2024-05-01 01:00:00',
        problem_field: 'external_id',
        problem_reason: 'id_missing',
        warnings: [],
      }),
    ]);
    expect(Object.keys(rows[0]!)).toHaveLength(29);
  });

  it('finds a finished dataset again, without asking for a row', async () => {
    const dataRoot = newTempFolder();
    const rows = [rawRow({ title: 'One' }), rawRow({ title: 'forbidden' })];
    const first = await processCatalogueRows(environment(dataRoot), options(rows));
    const never: AsyncIterable<PlacedCatalogueRow> = {
      [Symbol.asyncIterator]() {
        throw new Error('asked for rows');
      },
    };
    const second = await processCatalogueRows(environment(dataRoot), options([], { rows: never }));
    expect(second.reused).toBe(true);
    expect(second.folder).toBe(first.folder);
    expect(second.counts).toEqual({ read: 2, blocked: { words: 1 } });
  });

  it('makes another version when anything differs that the rows depend on', async () => {
    const dataRoot = newTempFolder();
    const parent = { stage: 'raw', name: 'shop', version: 'v1', fingerprint: 'a'.repeat(64) } as const;
    const variants: Partial<ProcessCatalogueRowsOptions>[] = [
      {},
      { policy: null },
      { timeZone: 'UTC' },
      { parents: [parent] },
      { parents: [{ ...parent, fingerprint: 'b'.repeat(64) }] },
      { parameters: { mapping: 1 } },
    ];
    const versions = new Set<string>();
    for (const more of variants) {
      const { manifest, reused } = await processCatalogueRows(
        environment(dataRoot),
        options([rawRow()], more),
      );
      expect(reused).toBe(false);
      versions.add(manifest.version);
    }
    expect(versions.size).toBe(variants.length);
  });

  it('makes a dataset of no rows', async () => {
    const made = await processCatalogueRows(environment(newTempFolder()), options([]));
    expect(made.counts).toEqual({ read: 0, blocked: {} });
    expect(await readRows(made)).toEqual([]);
    expect(made.manifest.tables[0]!.columns).toHaveLength(29);
  });

  it('leaves neither a dataset nor temporary files when it is interrupted, and can be run again', async () => {
    const dataRoot = newTempFolder();
    const controller = new AbortController();
    const rows = Array.from({ length: 3000 }, (_, index) =>
      rawRow({ externalId: `x${index}`, title: 'T'.repeat(500) }),
    );
    async function* interrupted() {
      for await (const row of placed(rows)) {
        if (row.rowNumber === 2000) controller.abort(new Error('stop now'));
        yield row;
      }
    }
    const run = processCatalogueRows(
      environment(dataRoot, controller.signal),
      options([], { rows: interrupted() }),
    );
    await expect(run).rejects.toThrow('stop now');
    expect(await readdir(join(dataRoot, 'temp'))).toEqual([]);
    const again = await processCatalogueRows(environment(dataRoot), options(rows));
    const undisturbed = await processCatalogueRows(environment(newTempFolder()), options(rows));
    expect(again.reused).toBe(false);
    expect(again.manifest.fingerprint).toBe(undisturbed.manifest.fingerprint);
  });

  it('refuses an unknown time zone', async () => {
    const run = processCatalogueRows(environment(newTempFolder()), options([], { timeZone: 'Mars/North' }));
    await expect(run).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it('carries any text to the dataset and back', async () => {
    const dataRoot = newTempFolder();
    const sample = fc.sample(
      fc.record({
        externalId: oddText,
        title: oddText,
        maker: oddText,
        tags: fc.array(oddText, { maxLength: 4 }),
      }),
      { numRuns: 2000, seed: 20261123 },
    );
    const made = await processCatalogueRows(
      environment(dataRoot),
      options(
        sample.map((values) => rawRow(values)),
        { policy: null },
      ),
    );
    const rows = await readRows(made);
    expect(rows).toHaveLength(2000);
    for (const [index, row] of rows.entries()) {
      if (row.problem_reason === null) expect(row.external_id).toBe(sample[index]!.externalId.trim());
      else expect(row.external_id).toBeNull();
    }
    const [counted] = await duck.rows(
      `select count(*) filter (where problem_reason is null)::int as accepted
       from read_parquet(${sqlText(datasetFiles(made.folder, made.manifest, 'rows')[0]!)})`,
    );
    expect(counted!.accepted).toBe(made.manifest.accounting!.accepted);
  });
});

describe('processCatalogue()', () => {
  async function landed(dataRoot: string, file: string, rowsSql: string): Promise<RawCatalogue> {
    const { folder, manifest } = await writeDataset(
      { dataRoot, duck },
      {
        stage: 'raw',
        name: 'shop',
        version: file,
        schema: { name: 'raw-rows', version: 1 },
        parents: [],
        inputs: [],
        parameters: {},
      },
      async (partial) => {
        await duck.run(`copy (${rowsSql}) to ${sqlText(join(partial, 'rows.parquet'))} (format parquet)`);
        return { tables: { rows: ['rows.parquet'] }, accounting: null };
      },
    );
    return { folder, manifest, file };
  }

  it('reads raw rows of several files, whose columns stand in any order', async () => {
    const dataRoot = newTempFolder();
    const mapping = { columns: { externalId: 'id', title: 'name', tags: 'kinds' }, listSeparator: '|' };
    const raw = [
      await landed(
        dataRoot,
        'one.csv',
        `select 2::bigint as row_number, 'x1' as id, 'One' as name, 'a|b' as kinds`,
      ),
      await landed(
        dataRoot,
        'two.csv',
        `select * from (values ('c', 2::bigint, 'forbidden', 'x2'), (null, 3::bigint, null, 'x3'))
         as t (kinds, row_number, name, id)`,
      ),
    ];
    const made = await processCatalogue(environment(dataRoot), {
      name: 'shop',
      source: 'shop',
      timeZone: 'UTC',
      policy,
      raw,
      toRow: createRowFromColumns({ source: 'shop', mapping }),
      parameters: { mapping },
    });
    expect(made.counts).toEqual({ read: 3, blocked: { words: 1 } });
    expect(made.manifest.parents.map(({ version }) => version)).toEqual(['one.csv', 'two.csv']);
    expect(await readRows(made)).toEqual([
      expect.objectContaining({
        file: 'one.csv',
        row_number: '2',
        external_id: 'x1',
        title: 'One',
        tags: ['a', 'b'],
      }),
      expect.objectContaining({ file: 'two.csv', row_number: '3', external_id: 'x3', title: 'x3', tags: [] }),
    ]);
  });
});
