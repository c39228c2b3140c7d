import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QualityReport } from '../../shared/contracts/quality-report.ts';
import { sumOfRows } from '../io/datasets/sum-of-rows.ts';
import type { WrittenDataset } from '../io/datasets/write-dataset.ts';
import { type FinishedPart, writeDatasetParts } from '../io/datasets/write-dataset-parts.ts';
import { interruptible } from '../io/duckdb/interruptible.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import { buildReport } from './report/build-report.ts';
import { checkRows } from './report/check-rows.ts';
import { refuseFailed } from './report/refuse-failed.ts';
import { type WrittenReport, writeReport } from './report/write-report.ts';
import { fillTable } from './rows/fill-table.ts';
import { addStatistics, emptyStatistics, type Statistics, statisticsSchema } from './rows/statistics.ts';
import type { TableSpec } from './rows/table-spec.ts';
import { checkPatterns } from './rules/check-patterns.ts';
import type { TableOptions, ValidateEnvironment } from './validate-options.ts';

/** To be raised when the same rows and rules are to give other rows: old datasets are then not used again. */
const semantics = 1;

export type ValidatedTable =
  | { complete: false; missing: number[] }
  | {
      complete: true;
      dataset: WrittenDataset;
      counts: QualityReport['accounting'];
      report: QualityReport;
      written: WrittenReport;
    };

/** Validates a table; see validateEvents and validateCatalogue. */
export async function validateTable(
  env: ValidateEnvironment,
  spec: TableSpec,
  options: TableOptions,
): Promise<ValidatedTable> {
  const { name, parents, inputs = [], rules, blocked, asOf, shard, reference } = options;
  const { dataRoot, duck, signal } = env;
  const parameters = {
    rules,
    asOf: asOf.toISOString(),
    blocked: Object.fromEntries(Object.entries(blocked).sort()),
    reference: reference && (await interruptible(duck, signal, () => referenceSum(duck, reference))),
  };
  const basis = { semantics, dataset: spec.dataset, parameters, inputs, parents };
  const version = createHash('sha256').update(JSON.stringify(basis)).digest('hex').slice(0, 16);
  const report = (statistics: Statistics) =>
    buildReport(statistics, { spec, rules, name, version, parents, asOf, blocked });
  await checkPatterns(duck, rules);
  const plan = {
    stage: 'validated' as const,
    name,
    version,
    schema: { name: spec.dataset, version: 1 },
    parents,
    inputs,
    parameters,
  };
  const made = await writeDatasetParts(env, plan, {
    shard,
    fillPart: (folder) => interruptible(duck, signal, () => fillPart(env, spec, { ...options, folder })),
    finish: async (parts) => {
      const statistics = await readStatistics(parts.map(({ folder }) => folder));
      await checkRows(duck, statistics, { files: options.processed, parts, table: spec.dataset });
      const judged = report(statistics);
      const written = await writeReport(dataRoot, judged);
      if (judged.outcome === 'failed') await keepQuarantine(duck, written.folder, parts);
      refuseFailed(judged, written);
      const { read, accepted, quarantined } = judged.accounting;
      return { read, accepted, quarantined };
    },
  });
  if (!made.complete) return made;
  const { dataset } = made;
  const final = report(await readStatistics(partFolders(dataset)));
  // Also where the dataset was there already: somebody may have emptied the logs.
  const written = await writeReport(dataRoot, final);
  return { complete: true, dataset, counts: final.accounting, report: final, written };
}

async function fillPart(
  env: ValidateEnvironment,
  spec: TableSpec,
  options: TableOptions & { folder: string },
) {
  const { tables, statistics } = await fillTable(env, spec, options);
  await writeFile(join(options.folder, 'statistics.json'), JSON.stringify(statistics));
  const { processed, rejected, accepted } = statistics;
  return { tables, counts: { read: processed + rejected, accepted } };
}

/** What the reference holds, whatever files it is in. */
async function referenceSum(duck: Duck, files: readonly string[]): Promise<string> {
  const ids = `(select distinct external_id from read_parquet([${files.map(sqlText).join(', ')}]))`;
  const sum = await sumOfRows(duck, [{ name: 'external_id', type: 'VARCHAR' }], ids);
  return createHash('sha256').update(sum).digest('hex');
}

function partFolders({ folder, manifest }: WrittenDataset): string[] {
  const paths = manifest.tables.flatMap(({ files }) => files.map(({ path }) => path.split('/')[0]!));
  return [...new Set(paths)].map((part) => join(folder, part));
}

async function readStatistics(parts: readonly string[]): Promise<Statistics> {
  const total = emptyStatistics();
  for (const part of parts) {
    const text = await readFile(join(part, 'statistics.json'), 'utf8');
    addStatistics(total, statisticsSchema.parse(JSON.parse(text)));
  }
  return total;
}

/** No dataset appears, so the refused rows are put where the report is. */
async function keepQuarantine(duck: Duck, folder: string, parts: readonly FinishedPart[]): Promise<void> {
  const files = parts.flatMap(({ tables }) => tables.quarantine!).map(sqlText);
  const path = sqlText(join(folder, 'quarantine.parquet'));
  await duck.run(`copy (from read_parquet([${files.join(', ')}])) to ${path} (format parquet)`);
}
