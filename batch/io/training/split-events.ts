import { datasetFiles } from '../datasets/dataset-files.ts';
import { type WrittenDataset, writeDataset } from '../datasets/write-dataset.ts';
import { interruptible } from '../duckdb/interruptible.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import { loadPseudonymKey } from './load-pseudonym-key.ts';
import type { SplitShares } from './split-bounds.ts';
import { trainingPlan } from './training-plan.ts';
import { decisionsRelation, itemsRelation, tagGroupsRelation } from './training-tables.ts';
import { writeTrainingTables } from './write-training-tables.ts';

export interface SplitEventsOptions extends SplitShares {
  dataRoot: string;
  /** Holds the pseudonym key, where no variable does. */
  root: string;
  /** Validated events, table `events`. */
  events: Pick<WrittenDataset, 'folder' | 'manifest'>;
  /** Validated catalogue, table `catalogue`: what is known of the items. Without it only their ids are. */
  catalogue?: Pick<WrittenDataset, 'folder' | 'manifest'> | null;
  signal?: AbortSignal | undefined;
}

/**
 * The training dataset of events from files, without any database: in all but the source the same as that of
 * buildTrainingDataset. Its items have no database ids, so no model can be published from it.
 * @throws AppError NOT_ENOUGH_DATA when training, validation or test would be empty; INVALID_CONFIG for a bad key.
 */
export async function splitEvents(duck: Duck, options: SplitEventsOptions): Promise<WrittenDataset> {
  const { dataRoot, root, events, catalogue, trainShare, validationShare, signal } = options;
  const key = await loadPseudonymKey(root);
  const parents = [events, ...(catalogue ? [catalogue] : [])].map(({ manifest }) => {
    const { stage, name, version, fingerprint } = manifest;
    return { stage, name, version, fingerprint };
  });
  const shares = { trainShare, validationShare };
  const content = parents.map(({ fingerprint }) => fingerprint).join(' / ');
  const { plan, salt } = trainingPlan({ ...shares, content, keyId: key.id, parents });
  return interruptible(duck, signal, () =>
    writeDataset({ dataRoot, duck, signal }, plan, async (folder) => {
      await relate(duck, options);
      const contents = await writeTrainingTables(duck, folder, { ...shares, secretKey: key.secret, salt });
      await duck.run(
        `drop view ${decisionsRelation}; drop table ${itemsRelation}; drop table ${tagGroupsRelation}`,
      );
      return contents;
    }),
  );
}

async function relate(duck: Duck, { events, catalogue }: SplitEventsOptions): Promise<void> {
  const files = (dataset: Pick<WrittenDataset, 'folder' | 'manifest'>, table: string) =>
    `read_parquet([${datasetFiles(dataset.folder, dataset.manifest, table).map(sqlText).join(', ')}])`;
  const known = catalogue
    ? `select * from ${files(catalogue, 'catalogue')}`
    : `select null::varchar as source, null::varchar as external_id, null::varchar as title, null::varchar as maker,
        null::varchar as series, null::varchar[] as performers, null::varchar[] as tags,
        null::timestamp as released_at, null::integer as duration_minutes, null::integer as price_yen
      where false`;
  await duck.run(`
    create or replace temp table ${itemsRelation} as
    with known as (${known}),
    named as (
      select source, external_id from ${files(events, 'events')}
      union
      select source, external_id from known
    )
    select (row_number() over (order by n.source, n.external_id) - 1)::integer as item_index, null::bigint as id,
      n.source, n.external_id, k.title, k.maker, k.series, coalesce(k.performers, []) as performers,
      coalesce(k.tags, []) as tags, k.released_at, k.duration_minutes, k.price_yen
    from named as n left join known as k on k.source = n.source and k.external_id = n.external_id;
    -- Files say nothing of groups.
    create or replace temp table ${tagGroupsRelation} (tag varchar, group_name varchar);
    create or replace temp view ${decisionsRelation} as
    select e.source || ':' || e.person_key as person_key, i.item_index, e.kind = 'like' as is_like, e.decided_at
    from ${files(events, 'events')} as e
    inner join ${itemsRelation} as i on i.source = e.source and i.external_id = e.external_id`);
}
