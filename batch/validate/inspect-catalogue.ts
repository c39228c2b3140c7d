import type { QualityReport } from '../../shared/contracts/quality-report.ts';
import type { QualityRuleSet } from '../../shared/contracts/quality-rules.ts';
import { interruptible } from '../io/duckdb/interruptible.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { buildReport } from './report/build-report.ts';
import { withClassifiedRows } from './rows/classify-rows.ts';
import { collectStatistics } from './rows/collect-statistics.ts';
import { catalogueSpec } from './rows/table-spec.ts';
import { checkPatterns } from './rules/check-patterns.ts';

export interface InspectCatalogueOptions {
  name: string;
  version: string;
  /** Parquet files of a processed catalogue, one row a source and item. */
  files: readonly string[];
  rules: QualityRuleSet;
  asOf: Date;
  freshness: QualityReport['freshness'];
}

/** Judges a catalogue by its rules and reports, without making a dataset of it. */
export async function inspectCatalogue(
  { duck, signal }: { duck: Duck; signal?: AbortSignal },
  { name, version, files, rules, asOf, freshness }: InspectCatalogueOptions,
): Promise<QualityReport> {
  await checkPatterns(duck, rules);
  const shard = { index: 1, count: 1 };
  const statistics = await interruptible(duck, signal, () =>
    withClassifiedRows(duck, catalogueSpec, { rules, files, reference: null, asOf, shard }, (rows) =>
      collectStatistics(duck, catalogueSpec, rows),
    ),
  );
  statistics.kept = statistics.accepted;
  return buildReport(statistics, {
    spec: catalogueSpec,
    rules,
    name,
    version,
    parents: [],
    asOf,
    blocked: {},
    freshness,
  });
}
