import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { sumOfRows } from '../../io/datasets/sum-of-rows.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { processCatalogueRows } from '../../process/catalogue/process-catalogue-rows.ts';
import { defaultCatalogueRules } from '../../validate/rules/default-catalogue-rules.ts';
import { validateCatalogue } from '../../validate/validate-catalogue.ts';
import { catalogueRows } from './catalogue-rows.ts';
import { earlierSource } from './earlier-tables.ts';
import type { LandedTable } from './land-export.ts';
import type { MigrationEnvironment } from './migration-environment.ts';

/** To be raised when the same export is to become other records. */
const semantics = 1;

export interface PrepareItemsOptions {
  tables: readonly LandedTable[];
  policy: ContentPolicy | null;
  /** When the export was made: nothing in it can be later. */
  asOf: Date;
}

export interface PreparedItems {
  /** Parquet files of the validated records and of the refused rows. */
  catalogue: string[];
  quarantine: string[];
  /** By rule of the content policy. */
  blocked: Record<string, number>;
}

/**
 * Takes the items through the ways of every catalogue: normaliser, content policy, rules. Needs item_rows and links;
 * makes the temporary tables fates_items and item_targets (item, source, external_id), the items that are carried over.
 */
export async function prepareItems(
  env: MigrationEnvironment,
  { tables, policy, asOf }: PrepareItemsOptions,
): Promise<PreparedItems> {
  const { duck } = env;
  const used = tables.filter(({ table }) => table !== 'decisions' && table !== 'people');
  const ids = [{ name: 'file' }, { name: 'row_number' }, { name: 'source' }, { name: 'external_id' }];
  const processed = await processCatalogueRows(env, {
    name: earlierSource,
    source: earlierSource,
    timeZone: 'UTC',
    policy,
    rows: catalogueRows(duck),
    total: used.filter(({ table }) => table === 'items').reduce((sum, { read }) => sum + read, 0),
    parents: used.flatMap(({ dataset }) => (dataset ? [dataset.reference] : [])),
    // The ids depend on what the catalogue has already.
    parameters: { semantics, ids: await sumOfRows(duck, ids, 'item_rows') },
  });
  const { stage, name, version, fingerprint } = processed.manifest;
  const validated = await validateCatalogue(env, {
    name: earlierSource,
    processed: datasetFiles(processed.folder, processed.manifest, 'rows'),
    rejects: [],
    parents: [{ stage, name, version, fingerprint }],
    // The limit is that of the whole migration.
    rules: { ...defaultCatalogueRules, maxRejectShare: 1 },
    asOf,
    blocked: processed.counts.blocked,
  });
  const { folder, manifest } = validated.dataset;
  const prepared = {
    catalogue: datasetFiles(folder, manifest, 'catalogue'),
    quarantine: datasetFiles(folder, manifest, 'quarantine'),
    blocked: processed.counts.blocked,
  };
  await judgeItems(env, {
    processed: datasetFiles(processed.folder, processed.manifest, 'rows'),
    quarantine: prepared.quarantine,
  });
  const [row] = await duck.rows("select count(*)::double as n from fates_items where fate = 'carried'");
  if (row!.n !== validated.counts.kept) {
    throw new Error(`items are not accounted for: ${row!.n} rows for ${validated.counts.kept} records`);
  }
  return prepared;
}

async function judgeItems(
  { duck }: MigrationEnvironment,
  files: { processed: string[]; quarantine: string[] },
): Promise<void> {
  const parquet = (paths: string[]) => `read_parquet([${paths.map(sqlText).join(', ')}])`;
  await duck.run(`
    create or replace temp table fates_items as
    with refused as (
      select file, row_number, min(reason) as reason from ${parquet(files.quarantine)} group by all
    ),
    judged as (
      select r.file, r.row_number, r.item, r.match, p.source, p.external_id,
        -- Of what the policy blocks no row is kept.
        coalesce(r.problem, q.reason, case when p.file is null then 'policy_blocked' end) as reason
      from item_rows as r
      left join ${parquet(files.processed)} as p on p.file = r.file and p.row_number = r.row_number
      left join refused as q on q.file = r.file and q.row_number = r.row_number
    )
    select *, case
        when reason is not null then 'quarantined'
        when row_number() over (partition by reason is null, source, external_id order by file, row_number) = 1
        then 'carried'
        else 'duplicate'
      end as fate
    from judged`);
  await duck.run(`
    create or replace temp table item_targets as
    select item, any_value(source) as source, any_value(external_id) as external_id
    from fates_items where reason is null group by item`);
}
