import { createHash } from 'node:crypto';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import type { DatasetManifest, DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { type WrittenDataset, writeDataset } from '../../io/datasets/write-dataset.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { policySha256 } from '../../io/policy-sha256.ts';
import type { RowPlace } from './catalogue-table.ts';
import { writeCatalogueTables } from './write-catalogue-tables.ts';

/** To be raised when the same raw row is to become another processed row: old datasets are then not used again. */
const semantics = 1;

export interface CatalogueEnvironment {
  dataRoot: string;
  duck: Duck;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface PlacedCatalogueRow extends RowPlace {
  row: RawCatalogueRow;
  /** Why the source's record could not be read into a row; the row is then empty and counts as refused. */
  problem?: { field: string; reason: string };
}

export interface ProcessCatalogueRowsOptions {
  /** Of the dataset. */
  name: string;
  source: string;
  /** IANA zone of times that name none. */
  timeZone: string;
  policy: ContentPolicy | null;
  /** Not asked for a row where the dataset is there already. */
  rows: AsyncIterable<PlacedCatalogueRow>;
  /** About how many rows there are, for progress. */
  total: number;
  parents: DatasetReference[];
  inputs?: DatasetManifest['inputs'];
  /** Whatever else the rows depend on, such as a mapping of columns. */
  parameters?: Record<string, unknown>;
}

export interface ProcessedCatalogue extends WrittenDataset {
  /** `blocked` by rule of the policy: of these rows nothing else is kept. */
  counts: { read: number; blocked: Record<string, number> };
}

/**
 * Makes a processed catalogue: table `rows` (see catalogueColumns) with every row that the policy lets pass, also those
 * that cannot be used, and table `policy_blocks` (rule, blocked). Out of core; the same input gives the same version.
 * @throws AppError INVALID_CONFIG for an unknown time zone.
 */
export async function processCatalogueRows(
  env: CatalogueEnvironment,
  options: ProcessCatalogueRowsOptions,
): Promise<ProcessedCatalogue> {
  const { name, source, timeZone, policy, parents, inputs = [] } = options;
  checkTimeZone(timeZone);
  const parameters = {
    ...options.parameters,
    source,
    timeZone,
    policySha256: policy && policySha256(policy),
  };
  const basis = { semantics, parameters, parents: parents.map(({ fingerprint }) => fingerprint), inputs };
  const version = createHash('sha256').update(JSON.stringify(basis)).digest('hex').slice(0, 16);
  const dataset = await writeDataset(
    env,
    {
      stage: 'processed',
      name,
      version,
      schema: { name: 'catalogue', version: 1 },
      parents,
      inputs,
      parameters,
    },
    (folder) => writeCatalogueTables(env, { ...options, folder }),
  );
  const blocks = await env.duck.rows(`
    select rule, blocked::varchar as blocked
    from read_parquet([${datasetFiles(dataset.folder, dataset.manifest, 'policy_blocks').map(sqlText).join(', ')}])`);
  const blocked = Object.fromEntries(blocks.map((row) => [String(row.rule), Number(row.blocked)]));
  return { ...dataset, counts: { read: dataset.manifest.accounting?.read ?? 0, blocked } };
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new AppError('INVALID_CONFIG', `Cannot read times: ${timeZone} is no known time zone`, {
      hint: 'Name an IANA time zone such as UTC or Asia/Tokyo.',
      cause,
    });
  }
}
