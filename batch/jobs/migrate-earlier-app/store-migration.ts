import { sqlText } from '../../io/duckdb/sql-text.ts';
import { storeCatalogue } from '../../store/store-catalogue.ts';
import { storeNames } from '../../store/store-names.ts';
import { storePolicyBlocks } from '../../store/store-policy-blocks.ts';
import type { JobContext } from '../runner/job-definition.ts';
import { earlierSource } from './earlier-tables.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import type { StoredMigration } from './migration-report.ts';
import type { PreparedMigration } from './prepare-migration.ts';
import type { EarlierName } from './read-names.ts';
import { showQuarantine } from './show-quarantine.ts';
import { storeEarlierDecisions } from './store-earlier-decisions.ts';

export interface StoreMigrationOptions {
  prepared: PreparedMigration;
  /** Of the content policy that the items were held against. */
  policyVersion: number | null;
}

/** Stores what was prepared, step by step; each can be repeated, so a run that was killed goes on with what is there. */
export async function storeMigration(
  { runId, step }: Pick<JobContext<unknown>, 'runId' | 'step'>,
  env: MigrationEnvironment,
  { prepared, policyVersion }: StoreMigrationOptions,
): Promise<StoredMigration> {
  const { client } = env;
  const items = await step('store items', async ({ progress }) => {
    const { blocked } = prepared.items;
    if (policyVersion !== null) {
      await storePolicyBlocks(client, { runId, source: earlierSource, policyVersion, blocked });
    }
    return storeItems(env, prepared.items.catalogue, progress);
  });
  const names = await step('store names', () => storeNames(client, nameLists(prepared)));
  const decisions = await step('store decisions', ({ progress }) => storeEarlierDecisions(env, progress));
  await step('show quarantine', async () => {
    env.signal.throwIfAborted();
    await showQuarantine(env, prepared);
    await client.query('select app.refresh_item_popularity()');
  });
  return { items, ...names, decisions };
}

/** Source by source: each has its own ids. */
async function storeItems(
  { client, duck, signal }: MigrationEnvironment,
  files: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<StoredMigration['items']> {
  const stored = { added: 0, changed: 0, unchanged: 0, merged: 0 };
  const sources = await duck.rows(
    `select distinct source from read_parquet([${files.map(sqlText).join(', ')}]) order by source`,
  );
  for (const { source } of sources) {
    const options = { files, source: String(source), signal, onProgress };
    const counts = await storeCatalogue(client, duck, options);
    for (const key of ['added', 'changed', 'unchanged', 'merged'] as const) stored[key] += counts[key];
  }
  return stored;
}

function nameLists({ tagGroups, tags, performers }: PreparedMigration) {
  return {
    tagGroups: tagGroups.names.map(({ name, fields }) => ({
      name,
      show: isTrue(fields.show),
      useForTraining: isTrue(fields.useForTraining),
    })),
    tags: tags.names.map(({ name, fields }: EarlierName) => ({
      name,
      group: tagGroups.byId.get(fields.groupId ?? '') ?? null,
    })),
    performers: performers.names.map(({ name }) => name),
  };
}

/** Groups are shown and trained on unless the export says otherwise. */
function isTrue(value: string | null | undefined): boolean {
  return !/^(f|false|0|no)$/i.test(value ?? '');
}
