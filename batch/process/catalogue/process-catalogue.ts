import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import {
  type CatalogueEnvironment,
  type PlacedCatalogueRow,
  type ProcessCatalogueRowsOptions,
  type ProcessedCatalogue,
  processCatalogueRows,
} from './process-catalogue-rows.ts';

export interface RawCatalogue {
  folder: string;
  manifest: DatasetManifest;
  /** Name of the file that was landed, for the column `file`. */
  file: string;
}

export interface ProcessCatalogueOptions
  extends Pick<ProcessCatalogueRowsOptions, 'name' | 'source' | 'timeZone' | 'policy'> {
  raw: readonly RawCatalogue[];
  /** Reads one raw row; `columns` is the same array for all rows of a file. */
  toRow: (columns: readonly string[], values: readonly (string | null)[]) => RawCatalogueRow;
  /** What `toRow` depends on besides the raw rows: the mapping. */
  parameters: Record<string, unknown>;
}

/** Makes a processed catalogue of raw datasets, see processCatalogueRows. */
export async function processCatalogue(
  env: CatalogueEnvironment,
  { raw, toRow, parameters, ...options }: ProcessCatalogueOptions,
): Promise<ProcessedCatalogue> {
  return processCatalogueRows(env, {
    ...options,
    rows: rawRows(env.duck, raw, toRow),
    total: raw.reduce((sum, { manifest }) => sum + rawTable(manifest).rows, 0),
    parents: raw.map(({ manifest: { stage, name, version, fingerprint } }) => ({
      stage,
      name,
      version,
      fingerprint,
    })),
    parameters: { ...parameters, files: raw.map(({ file }) => file) },
  });
}

async function* rawRows(
  duck: Duck,
  raw: readonly RawCatalogue[],
  toRow: ProcessCatalogueOptions['toRow'],
): AsyncGenerator<PlacedCatalogueRow> {
  for (const { folder, manifest, file } of raw) {
    const files = datasetFiles(folder, manifest, 'rows');
    const columns = rawTable(manifest).columns.flatMap(({ name }) => (name === 'row_number' ? [] : [name]));
    const sql = `
      select ${['row_number', ...columns].map(sqlIdentifier).join(', ')}
      from read_parquet([${files.map(sqlText).join(', ')}])`;
    for await (const rows of duck.stream(sql)) {
      for (const [rowNumber, ...values] of rows) {
        yield { row: toRow(columns, values as (string | null)[]), file, rowNumber: Number(rowNumber) };
      }
    }
  }
}

function rawTable(manifest: DatasetManifest) {
  const table = manifest.tables.find(({ name }) => name === 'rows');
  if (table === undefined) throw new TypeError(`A raw dataset needs a table rows: ${manifest.name}`);
  return table;
}
