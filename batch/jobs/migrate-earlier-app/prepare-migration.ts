import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentPolicy } from '../../../shared/contracts/content-policy.ts';
import { describeTables } from './describe-tables.ts';
import { identifyRows } from './identify-rows.ts';
import { judgeDecisions } from './judge-decisions.ts';
import { type LandedTable, landExport } from './land-export.ts';
import { judgeLinks, linkNames } from './link-names.ts';
import { loadKnownItems } from './load-known-items.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import type { MigrationReport, TableReport } from './migration-report.ts';
import { openTables } from './open-tables.ts';
import { type PreparedItems, prepareItems } from './prepare-items.ts';
import { type EarlierNames, readNames } from './read-names.ts';

export interface PrepareMigrationOptions {
  folder: string;
  /** What all items are filed under; null: their own source. */
  source: string | null;
  policy: ContentPolicy | null;
}

export interface PreparedMigration {
  /** Of the files that were read: the same export has the same one. */
  identity: string;
  items: PreparedItems;
  tagGroups: EarlierNames;
  tags: EarlierNames;
  performers: EarlierNames;
  tables: TableReport[];
  ignoredFiles: string[];
  unknownDecisionTypes: MigrationReport['unknownDecisionTypes'];
  /** How many ids of items are nowhere, and the most frequent ones. */
  unmatched: { ids: number; examples: string[] };
}

const maxExamples = 1000;

/**
 * Reads a whole export and judges every row of it; changes nothing in the database. Leaves in DuckDB what is to be
 * stored: the tables fates_decisions and fates_items.
 */
export async function prepareMigration(
  env: MigrationEnvironment,
  { folder, source, policy }: PrepareMigrationOptions,
): Promise<PreparedMigration> {
  const { duck } = env;
  const { tables, ignoredFiles } = await landExport(env, folder);
  await openTables(duck, tables);
  await loadKnownItems(env);
  const has = (table: string, field: string) =>
    tables.some((one) => one.table === table && field in one.columns);
  await identifyRows(duck, { source, hasExternalIds: has('items', 'externalId') });
  const tagGroups = await readNames(duck, 'tagGroups', ['show', 'useForTraining']);
  const tags = await readNames(duck, 'tags', ['groupId']);
  const performers = await readNames(duck, 'performers');
  await linkNames(env, 'tags', tags.byId);
  await linkNames(env, 'performers', performers.byId);
  env.signal.throwIfAborted();
  const items = await prepareItems(env, { tables, policy, asOf: await newestChange(folder, tables) });
  await judgeLinks(duck, 'tags');
  await judgeLinks(duck, 'performers');
  env.signal.throwIfAborted();
  await judgeDecisions(duck, { source, hasPeople: tables.some(({ table }) => table === 'people') });
  const nameFates = { tagGroups: tagGroups.fates, tags: tags.fates, performers: performers.fates };
  return {
    identity: identityOf(tables),
    items,
    tagGroups,
    tags,
    performers,
    tables: await describeTables(duck, tables, nameFates),
    ignoredFiles,
    unknownDecisionTypes: await readUnknownTypes(env),
    unmatched: await readUnmatched(env),
  };
}

/** When the export was made, as far as its files tell. */
async function newestChange(folder: string, tables: readonly LandedTable[]): Promise<Date> {
  const times = await Promise.all(tables.map(async ({ file }) => (await stat(join(folder, file))).mtimeMs));
  return new Date(Math.floor(Math.max(...times)));
}

function identityOf(tables: readonly LandedTable[]): string {
  const read = tables.map(({ file, dataset }) => [file, dataset?.reference.version ?? null]);
  return createHash('sha256').update(JSON.stringify(read)).digest('hex');
}

async function readUnknownTypes({ duck }: MigrationEnvironment) {
  const rows = await duck.rows(`
    select left(decision, 50) as value, count(*)::double as rows from fates_decisions
    where reason = 'decision_unknown' group by 1 order by 2 desc, 1 limit 20`);
  return rows as unknown as MigrationReport['unknownDecisionTypes'];
}

async function readUnmatched({ duck }: MigrationEnvironment) {
  const unmatched = "from fates_decisions where reason = 'item_unknown'";
  const [counted] = await duck.rows(`select count(distinct ref)::double as ids ${unmatched}`);
  const rows = await duck.rows(
    `select ref ${unmatched} group by ref order by count(*) desc, ref limit ${maxExamples}`,
  );
  return { ids: counted!.ids as number, examples: rows.map(({ ref }) => String(ref)) };
}
