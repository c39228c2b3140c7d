import { rm } from 'node:fs/promises';
import type { Client } from 'pg';
import type { DatasetReference } from '../../shared/contracts/dataset-manifest.ts';
import type { ExportConfiguration } from '../../shared/contracts/export-configuration.ts';
import { datasetFiles } from '../io/datasets/dataset-files.ts';
import type { WrittenDataset } from '../io/datasets/write-dataset.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../io/duckdb/sql-identifier.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import { createPseudonymiser } from '../io/pseudonymise.ts';
import type { PseudonymKey } from '../io/training/load-pseudonym-key.ts';
import type { ExportSource } from './export-source.ts';
import { exportSources } from './export-sources.ts';
import { fetchRows } from './fetch-rows.ts';
import { invalidExport } from './invalid-export.ts';
import { servingVersion } from './serving-version.ts';
import { chosenColumns, sourceQuery, stagedRows } from './source-query.ts';

export interface StageOptions {
  configuration: ExportConfiguration;
  loadPseudonymKey: () => Promise<PseudonymKey>;
  /** The training set of what the database holds now, so that nobody is in it who took the consent back. */
  buildTrainingSet: () => Promise<WrittenDataset>;
  signal?: AbortSignal | undefined;
  /** Rows read so far. */
  onProgress?: ((rows: number) => void) | undefined;
}

interface Staged {
  parents: DatasetReference[];
  pseudonymKeyId: string | null;
}

type Target = StageOptions & { exportId: string; parquet: string };

/** Writes the rows of an export, typed and in order, into one Parquet file. */
export async function stageRows(
  { client, duck }: { client: Client; duck: Duck },
  target: Target,
): Promise<Staged> {
  const { dataset } = target.configuration;
  return dataset === 'training-set'
    ? stageTrainingSet(duck, target)
    : stageQuery({ client, duck }, target, exportSources[dataset]);
}

async function stageQuery(
  { client, duck }: { client: Client; duck: Duck },
  target: Target,
  source: ExportSource,
): Promise<Staged> {
  const configuration = await withModelVersion(client, target.configuration);
  if (configuration.table !== undefined) {
    throw invalidExport(configuration.name, 'only a training set has tables', 'Leave table out.');
  }
  const query = sourceQuery(configuration, source);
  const key = source.personKey && configuration.pseudonymise ? await target.loadPseudonymKey() : null;
  const lines = `${target.parquet}.rows`;
  await fetchRows(client, query, {
    file: lines,
    fetchRows: source.fetchRows,
    // Another salt for each export: two of them cannot be joined by person.
    pseudonymise: key && createPseudonymiser(key.secret, `export ${target.exportId}`),
    signal: target.signal,
    onProgress: target.onProgress,
  });
  await writeParquet(duck, target, { columns: query.columns, from: stagedRows(lines, query.staged, source) });
  await rm(lines);
  return { parents: [], pseudonymKeyId: key?.id ?? null };
}

/** Vectors of all versions at once would be of no use to anybody. */
async function withModelVersion(
  client: Client,
  configuration: ExportConfiguration,
): Promise<ExportConfiguration> {
  const { dataset, filter } = configuration;
  if (dataset !== 'item-vectors' || filter?.modelVersion !== undefined) return configuration;
  return { ...configuration, filter: { ...filter, modelVersion: await servingVersion(client) } };
}

async function stageTrainingSet(duck: Duck, target: Target): Promise<Staged> {
  const { configuration } = target;
  if (configuration.filter && Object.keys(configuration.filter).length > 0) {
    throw invalidExport(configuration.name, 'no filter applies to a training set', 'Leave filter out.');
  }
  const { folder, manifest } = await target.buildTrainingSet();
  const table = manifest.tables.find(({ name }) => name === (configuration.table ?? 'train'));
  if (!table) {
    const names = manifest.tables.map(({ name }) => name).join(', ');
    throw invalidExport(
      configuration.name,
      `there is no table "${configuration.table}"`,
      `Tables: ${names}.`,
    );
  }
  const columns = chosenColumns(
    configuration,
    table.columns.map(({ name }) => name),
  );
  const files = datasetFiles(folder, manifest, table.name).map(sqlText).join(', ');
  const limit = configuration.limit === undefined ? '' : ` limit ${configuration.limit}`;
  await writeParquet(duck, target, { columns, from: `read_parquet([${files}])${limit}` });
  const { stage, name, version, fingerprint } = manifest;
  target.onProgress?.(table.rows);
  return {
    parents: [{ stage, name, version, fingerprint }],
    pseudonymKeyId: String(manifest.parameters.pseudonymKeyId ?? '') || null,
  };
}

async function writeParquet(
  duck: Duck,
  { configuration, parquet }: Target,
  { columns, from }: { columns: string[]; from: string },
): Promise<void> {
  const codec = { none: 'uncompressed', gzip: 'gzip', zstd: 'zstd' }[
    configuration.format === 'parquet' ? (configuration.compression ?? 'zstd') : 'zstd'
  ];
  await duck.run(
    `copy (select ${columns.map(sqlIdentifier).join(', ')} from ${from})
     to ${sqlText(parquet)} (format parquet, compression ${codec})`,
  );
}
